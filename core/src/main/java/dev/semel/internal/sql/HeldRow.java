// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that was not sent when it was its turn. Immutable.
 *
 * @param line the hash of its topic and key, or null if it has no order to keep
 * @param tryInMillis how long until it is tried again; for {@link State#EARLY} ones the message
 *     says when
 * @param error what the last try said
 */
public record HeldRow(
    LogRow message,
    State state,
    @Nullable UUID line,
    int attempts,
    long tryInMillis,
    @Nullable String error) {

  /** The same in another state. */
  public HeldRow as(State other) {
    return new HeldRow(message, other, line, attempts, tryInMillis, error);
  }

  /** The same, to be tried so much later. */
  public HeldRow tryIn(long millis) {
    return new HeldRow(message, state, line, attempts, millis, error);
  }

  /** Why a message is held. */
  public enum State {
    /** It is not to be sent before an instant. */
    EARLY(1),
    /** It is tried again. */
    WAITING(2),
    /** A person has to decide. */
    PARKED(3),
    /** Another of its key is before it. */
    BEHIND(4);

    private final int code;

    State(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    static State of(int code) {
      return switch (code) {
        case 1 -> EARLY;
        case 2 -> WAITING;
        case 3 -> PARKED;
        case 4 -> BEHIND;
        default -> throw new IllegalArgumentException("a held message in state " + code);
      };
    }
  }
}
