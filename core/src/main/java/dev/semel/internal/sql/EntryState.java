// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

/** The states of a remote effect and the only moves between them. */
public enum EntryState {
  /** It is meant, and nothing of it was sent. */
  PREPARED(1),
  /** Somebody is at it, under a lease; it may have been sent. */
  STARTED(2),
  /** It was sent, and nobody knows what came of it. */
  IN_DOUBT(3),
  /** Nobody can be asked, or all that may be done by itself was done: a person decides. */
  PARKED(4),
  /** It happened. Final. */
  SUCCEEDED(5),
  /** It is known not to have happened, and will not. Final. */
  FAILED(6),
  /** It was not sent in time and is not wanted any more. Final. */
  CANCELLED(7);

  private final int code;

  EntryState(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public boolean isFinal() {
    return this == SUCCEEDED || this == FAILED || this == CANCELLED;
  }

  public boolean canBecome(EntryState next) {
    return switch (this) {
      // A database that was restored may not know what it has sent.
      case PREPARED -> true;
      case STARTED -> next != CANCELLED;
      case IN_DOUBT -> next != PREPARED && next != CANCELLED;
      case PARKED -> next == IN_DOUBT || next == SUCCEEDED || next == FAILED;
      case SUCCEEDED, FAILED, CANCELLED -> false;
    };
  }

  public static EntryState of(int code) {
    for (EntryState state : values()) {
      if (state.code == code) {
        return state;
      }
    }
    throw new IllegalStateException("a remote effect has the state " + code + ", nobody wrote it");
  }
}
