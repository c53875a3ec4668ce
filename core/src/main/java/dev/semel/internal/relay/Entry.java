// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.internal.outbox.Headers;
import dev.semel.internal.sql.HeldRow;
import dev.semel.internal.sql.LogRow;
import dev.semel.spi.OutgoingMessage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A message between the log and the publisher. For the thread of the relay. */
final class Entry {
  private final LogRow row;
  private final @Nullable Line line;
  private final HeldRow.@Nullable State heldAs;
  private final int attempts;
  private final long readAt;
  private Lane lane;
  private boolean settled;
  private boolean flying;
  private int sends;

  /**
   * @param heldAs how it was held, or null if it comes from the log
   * @param attempts how often it was tried in vain
   * @param readAt when its row was read, by the clock of {@code nanoTime}
   */
  Entry(LogRow row, Lane lane, HeldRow.@Nullable State heldAs, int attempts, long readAt) {
    this.readAt = readAt;
    this.row = row;
    this.line = row.key() == null ? null : new Line(row.topic(), row.key());
    this.lane = lane;
    this.heldAs = heldAs;
    this.attempts = attempts;
  }

  LogRow row() {
    return row;
  }

  @Nullable Line line() {
    return line;
  }

  boolean held() {
    return heldAs != null;
  }

  /** Whether it is held because of another of its line. */
  boolean isBehind() {
    return heldAs == HeldRow.State.BEHIND;
  }

  int attempts() {
    return attempts;
  }

  Lane lane() {
    return lane;
  }

  void moveTo(Lane other) {
    lane = other;
  }

  boolean settled() {
    return settled;
  }

  void settle() {
    settled = true;
    flying = false;
  }

  boolean flying() {
    return flying;
  }

  void fly(boolean now) {
    flying = now;
    sends += now ? 1 : 0;
  }

  /** Whether it would be sent too late now. */
  boolean isLate(long now) {
    return row.leftMillis() != LogRow.NO_LIMIT && (now - readAt) / 1_000_000 >= row.leftMillis();
  }

  boolean wasSentBefore() {
    return sends > 1 || attempts > 0;
  }

  OutgoingMessage outgoing() {
    String id = row.id();
    return new OutgoingMessage(
        id,
        row.topic(),
        row.key(),
        row.contentType(),
        Headers.ofRow(row.headers(), id, row.topic(), row.createdAt()),
        Objects.requireNonNull(row.body(), "body"),
        row.createdAt());
  }
}
