// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.semel.spi.OutgoingMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A message as a record: the envelope of CloudEvents in binary mode, the key to find the partition,
 * and the time it was written to the outbox.
 */
public final class OutgoingRecords {
  private static final String CONTENT_TYPE = "content-type";

  /** What Spring Kafka writes as numbers, so that its consumers can read ours. */
  private static final Set<String> AS_INT = Set.of("kafka_dlt-original-partition");

  private static final Set<String> AS_LONG =
      Set.of("kafka_dlt-original-offset", "kafka_dlt-original-timestamp");

  private OutgoingRecords() {}

  static ProducerRecord<byte[], byte[]> of(OutgoingMessage message) {
    return new ProducerRecord<>(
        message.topic(),
        null,
        message.origin().toEpochMilli(),
        message.key() == null ? null : message.key().getBytes(UTF_8),
        message.body(),
        headers(message));
  }

  private static List<Header> headers(OutgoingMessage message) {
    List<Header> headers = new ArrayList<>(8);
    for (Map.Entry<String, String> header : message.headers().entrySet()) {
      headers.add(
          new RecordHeader(header.getKey(), headerValue(header.getKey(), header.getValue())));
    }
    String contentType = message.contentType();
    if (contentType != null) {
      headers.add(new RecordHeader(CONTENT_TYPE, contentType.getBytes(UTF_8)));
    }
    return headers;
  }

  /** A number where readers expect one; whatever else somebody put there goes as it is. */
  public static byte[] headerValue(String name, String value) {
    if (!name.startsWith("kafka_dlt-")) {
      return value.getBytes(UTF_8);
    }
    try {
      if (AS_INT.contains(name)) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(Integer.parseInt(value)).array();
      }
      if (AS_LONG.contains(name)) {
        return ByteBuffer.allocate(Long.BYTES).putLong(Long.parseLong(value)).array();
      }
    } catch (NumberFormatException e) {
      return value.getBytes(UTF_8);
    }
    return value.getBytes(UTF_8);
  }
}
