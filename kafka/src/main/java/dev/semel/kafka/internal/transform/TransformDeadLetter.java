// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.transform;

import dev.semel.kafka.internal.publish.OutgoingRecords;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A record nobody could transform, as it is put aside: as it came, and what Spring Kafka adds. */
final class TransformDeadLetter {
  private TransformDeadLetter() {}

  static ProducerRecord<byte[], byte[]> of(
      ConsumerRecord<byte[], byte[]> incoming, String group, Exception error) {
    Headers headers = new RecordHeaders(incoming.headers());
    put(headers, "original-topic", incoming.topic());
    put(headers, "original-partition", incoming.partition());
    put(headers, "original-offset", incoming.offset());
    put(headers, "original-timestamp", incoming.timestamp());
    put(headers, "original-timestamp-type", incoming.timestampType());
    put(headers, "original-consumer-group", group);
    put(headers, "exception-fqcn", error.getClass().getName());
    if (error.getCause() != null) {
      put(headers, "exception-cause-fqcn", error.getCause().getClass().getName());
    }
    put(headers, "exception-message", String.valueOf(error.getMessage()));
    return new ProducerRecord<>(
        incoming.topic() + "-dlt", null, null, incoming.key(), incoming.value(), headers);
  }

  private static void put(Headers headers, String suffix, Object value) {
    String name = "kafka_dlt-" + suffix;
    headers.add(name, OutgoingRecords.headerValue(name, value.toString()));
  }
}
