// SPDX-License-Identifier: Apache-2.0
/** Kafka: a publisher for the relay, and consumers whose effects happen once. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Kafka names no module.
module dev.semel.kafka {
  requires org.slf4j;
  requires static transitive org.jspecify;
  requires transitive dev.semel.core;
  requires transitive kafka.clients;

  exports dev.semel.kafka;
}
