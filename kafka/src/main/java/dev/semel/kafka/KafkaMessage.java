// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.spi.IncomingMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic as an effect sees it, whether it comes from the broker or, to be tried again,
 * from the database. Immutable as long as nobody writes to its bytes, which are not copied; safe to
 * share between threads under that rule.
 */
public final class KafkaMessage {
  private static final byte[] NOTHING = new byte[0];

  private final @Nullable String id;
  private final Envelope envelope;
  private final byte @Nullable [] value;

  private KafkaMessage(@Nullable String id, Envelope envelope, byte @Nullable [] value) {
    this.id = id;
    this.envelope = envelope;
    this.value = value;
  }

  static KafkaMessage of(ConsumerRecord<byte[], byte[]> record) {
    return new KafkaMessage(null, Envelope.of(record), record.value());
  }

  /**
   * The message again that was kept in the database.
   *
   * @throws IllegalStateException if its value was not kept
   */
  static KafkaMessage of(IncomingMessage kept) {
    Envelope envelope = Envelope.decode(kept.envelope());
    if (envelope.withoutValue()) {
      throw new IllegalStateException(
          ("SEMEL-417 the value of %s was too large to be kept, so it cannot be applied from here:"
                  + " read it from the topic, apply it by hand and skip it")
              .formatted(kept));
    }
    return new KafkaMessage(kept.id(), envelope, kept.body());
  }

  /** The same under the id it was found to have. */
  KafkaMessage identifiedAs(@Nullable String found) {
    return new KafkaMessage(found, envelope, value);
  }

  /** The same without a value that is too large to be kept. */
  KafkaMessage withoutValue() {
    return new KafkaMessage(id, envelope.leavingTheValueOut(), null);
  }

  Envelope envelope() {
    return envelope;
  }

  byte @Nullable [] valueOrNull() {
    return value;
  }

  /** What it is deduplicated by; absent only while an id is looked for. */
  public Optional<String> id() {
    return Optional.ofNullable(id);
  }

  public String topic() {
    return envelope.topic();
  }

  public int partition() {
    return envelope.partition();
  }

  public long offset() {
    return envelope.offset();
  }

  /** When its producer made it, or when the broker took it, as the topic has it. */
  public Optional<Instant> timestamp() {
    return envelope.timestamp() < 0
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(envelope.timestamp()));
  }

  /** The key of the record. */
  public Optional<byte[]> keyBytes() {
    return Optional.ofNullable(envelope.key());
  }

  /** The key of the record as UTF-8. */
  public Optional<String> key() {
    return keyBytes().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Whether it has no value: in a compacted topic, the end of what the key is about. */
  public boolean isTombstone() {
    return value == null;
  }

  /** The value; empty for a tombstone. */
  public byte[] value() {
    return value == null ? NOTHING : value;
  }

  /** The value as UTF-8; empty for a tombstone. */
  public String text() {
    return new String(value(), StandardCharsets.UTF_8);
  }

  /** All headers in their order; a name may stand there several times. */
  public List<Header> headers() {
    return envelope.headers();
  }

  /** The last header of a name as UTF-8, if there is one and it has a value. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(lastHeader(name))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  byte @Nullable [] lastHeader(String name) {
    List<Header> all = headers();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).name().equals(name)) {
        return all.get(i).value();
      }
    }
    return null;
  }

  /** What the value is, by the header {@code content-type} that CloudEvents and others write. */
  public Optional<String> contentType() {
    return header("content-type");
  }

  /** Never the key, the value or a header. */
  @Override
  public String toString() {
    return "%s at %s-%d@%d".formatted(id, topic(), partition(), offset());
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
