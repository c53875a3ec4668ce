// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as a broker delivered it. Immutable as long as nobody writes to its bytes, which are
 * not copied.
 *
 * @param id what its producer calls it, the same on every resend; null if nobody can tell it from
 *     another, and then it is parked
 * @param lane the sequence it came in
 * @param number where in the lane
 * @param key what it is about; messages of one source with the same key keep their order. Null if
 *     it has none to keep
 * @param origin when it was written first, if that was stamped once and is the same on every resend
 * @param unfit why it is to be parked without being looked at, or null if it is fit
 * @param envelope whatever the adapter needs to make the message again: headers, raw key, times
 * @param body null for a message without one, such as a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record IncomingMessage(
    @Nullable String id,
    Lane lane,
    long number,
    @Nullable String key,
    @Nullable Instant origin,
    @Nullable String unfit,
    byte[] envelope,
    byte @Nullable [] body) {
  public IncomingMessage {
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(envelope, "envelope");
  }

  /**
   * A sequence of numbered messages: a partition of a topic.
   *
   * @param source a topic, a queue
   * @param epoch which life of the source; another when numbers are given anew
   * @param name which of its parts
   */
  public record Lane(String source, String epoch, String name) {
    @Override
    public String toString() {
      return source + "/" + name;
    }
  }

  /** Never the body, nor the key. */
  @Override
  public String toString() {
    return "%s at %s/%d".formatted(id, lane, number);
  }
}
