// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.record;

import dev.semel.spi.IncomingMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as it came from the broker or, to be tried again, from the database. Immutable as long
 * as nobody writes to its bytes, which are not copied.
 *
 * @param id what it was found to be called; null while that is looked for
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record Received(@Nullable String id, Envelope envelope, byte @Nullable [] value) {
  public static Received of(ConsumerRecord<byte[], byte[]> record) {
    return new Received(null, Envelope.of(record), record.value());
  }

  /**
   * The message again that was kept in the database.
   *
   * @throws IllegalStateException if its value was not kept
   */
  public static Received of(IncomingMessage kept) {
    Envelope envelope = Envelope.decode(kept.envelope());
    if (envelope.withoutValue()) {
      throw new IllegalStateException(
          ("SEMEL-417 the value of %s was too large to be kept, so it cannot be applied from here:"
                  + " read it from the topic, apply it by hand and skip it")
              .formatted(kept));
    }
    return new Received(kept.id(), envelope, kept.body());
  }

  /** The same under the id it was found to have. */
  public Received identifiedAs(@Nullable String found) {
    return new Received(found, envelope, value);
  }

  /** The same without a value that is too large to be kept. */
  public Received withoutValue() {
    return new Received(id, envelope.leavingTheValueOut(), null);
  }

  /** When its producer made it, or when the broker took it; null if nobody says. */
  public @Nullable Instant timestamp() {
    long millis = envelope.timestamp();
    return millis < 0 ? null : Instant.ofEpochMilli(millis);
  }

  public boolean isTombstone() {
    return value == null;
  }

  /** The last header of a name as UTF-8, if there is one and it has a value. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(lastHeader(name))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  byte @Nullable [] lastHeader(String name) {
    List<Envelope.Header> all = envelope.headers();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).name().equals(name)) {
        return all.get(i).value();
      }
    }
    return null;
  }

  /** Never the key, the value or a header. */
  @Override
  public String toString() {
    return "%s at %s-%d@%d"
        .formatted(id, envelope.topic(), envelope.partition(), envelope.offset());
  }
}
