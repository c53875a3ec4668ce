// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

/** How far an attempt is, or how it ended. Immutable. */
public enum Phase {
  /** It is a fact, told without a beginning: a row that was read, a message that was observed. */
  STATED(0),
  /** The attempt has begun; a process that dies now leaves it so. */
  BEGUN(1),
  /** It ended, and it did happen. */
  OK(2),
  /** It ended, and it certainly did not happen. */
  FAILED(3),
  /** It ended, and nobody can say whether it happened: a timeout, a cut connection. */
  UNKNOWN(4);

  private static final Phase[] ALL = values();

  static final int COUNT = ALL.length;

  private final int code;

  Phase(int code) {
    this.code = code;
  }

  /** Small and without gaps: the place in {@link #at}. */
  int code() {
    return code;
  }

  static Phase at(int code) {
    return ALL[code];
  }

  /** It did happen. */
  boolean happened() {
    return this == STATED || this == OK;
  }
}
