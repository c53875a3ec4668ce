// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.kafka.internal.record.Received;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic as an effect sees it, whether it comes from the broker or, to be tried again,
 * from the database. Immutable as long as nobody writes to its bytes, which are not copied; safe to
 * share between threads under that rule.
 */
public final class KafkaMessage {
  private static final byte[] NOTHING = new byte[0];

  private final Received received;

  KafkaMessage(Received received) {
    this.received = received;
  }

  /** What it is deduplicated by; absent only while an id is looked for. */
  public Optional<String> id() {
    return Optional.ofNullable(received.id());
  }

  public String topic() {
    return received.envelope().topic();
  }

  public int partition() {
    return received.envelope().partition();
  }

  public long offset() {
    return received.envelope().offset();
  }

  /** When its producer made it, or when the broker took it, as the topic has it. */
  public Optional<Instant> timestamp() {
    return Optional.ofNullable(received.timestamp());
  }

  /** The key of the record. */
  public Optional<byte[]> keyBytes() {
    return Optional.ofNullable(received.envelope().key());
  }

  /** The key of the record as UTF-8. */
  public Optional<String> key() {
    return keyBytes().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Whether it has no value: in a compacted topic, the end of what the key is about. */
  public boolean isTombstone() {
    return received.isTombstone();
  }

  /** The value; empty for a tombstone. */
  public byte[] value() {
    byte[] value = received.value();
    return value == null ? NOTHING : value;
  }

  /** The value as UTF-8; empty for a tombstone. */
  public String text() {
    return new String(value(), StandardCharsets.UTF_8);
  }

  /** All headers in their order; a name may stand there several times. */
  public List<Header> headers() {
    return received.envelope().headers().stream()
        .map(header -> new Header(header.name(), header.value()))
        .toList();
  }

  /** The last header of a name as UTF-8, if there is one and it has a value. */
  public Optional<String> header(String name) {
    return received.header(name);
  }

  /** What the value is, by the header {@code content-type} that CloudEvents and others write. */
  public Optional<String> contentType() {
    return header("content-type");
  }

  /** Never the key, the value or a header. */
  @Override
  public String toString() {
    return received.toString();
  }

  /** A header of a record. Immutable as long as nobody writes to its bytes. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record Header(String name, byte @Nullable [] value) {
    /** The value as UTF-8; empty if there is none. */
    public String text() {
      return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    /** Never the value. */
    @Override
    public String toString() {
      return name;
    }
  }
}
