// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

/**
 * The states of a ledger row and the only moves between them. The absence of a row is the state
 * before {@link #CLAIMED}; the atomic door goes from there to {@link #DONE} in one transaction.
 */
public enum State {
  /** Somebody is at it, under a lease. */
  CLAIMED(1),
  /** The effect happened and its result is recorded. Final. */
  DONE(2),
  /** The lease was lost after a call outside the database may have gone through. */
  UNKNOWN(3),
  /** Nobody can be asked any more; a person decides. */
  PARKED(4);

  private final int code;

  State(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public boolean canBecome(State next) {
    return switch (this) {
      case CLAIMED -> next != PARKED;
      case UNKNOWN -> next == CLAIMED || next == DONE || next == PARKED;
      case PARKED -> next == DONE;
      case DONE -> false;
    };
  }

  public static State of(int code) {
    for (State state : values()) {
      if (state.code == code) {
        return state;
      }
    }
    throw new IllegalStateException("a ledger row has the state " + code + ", which nobody wrote");
  }
}
