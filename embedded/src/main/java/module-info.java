// SPDX-License-Identifier: Apache-2.0
/** A real PostgreSQL server with durable settings, as a child process of this JVM. */
module dev.semel.embedded {
  requires org.slf4j;
  requires org.tukaani.xz;
  requires static org.jspecify;

  exports dev.semel.embedded;
}
