// SPDX-License-Identifier: Apache-2.0
/** Real PostgreSQL and Kafka servers as child processes of this JVM. */
module dev.semel.embedded {
  requires org.slf4j;
  requires org.tukaani.xz;
  requires static org.jspecify;

  exports dev.semel.embedded;
}
