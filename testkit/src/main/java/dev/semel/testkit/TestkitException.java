// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import org.jspecify.annotations.Nullable;

/**
 * The kit was asked for something it cannot or must not do; what it found out about the code under
 * test is an {@link AssertionError} instead.
 *
 * <p>The message begins with the {@link #code()}. Immutable, hence thread-safe.
 */
public final class TestkitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  public TestkitException(Code code, String message) {
    this(code, message, null);
  }

  public TestkitException(Code code, String message, @Nullable Throwable cause) {
    super(code + " " + message, cause);
    this.code = code;
  }

  /** What kind of failure this is; its text, like SEMEL-301, is listed in docs/errors.md. */
  public Code code() {
    return code;
  }

  /** The kinds of failure. A code, once given, keeps its meaning. */
  public enum Code {
    /** The database is not on the loopback of this machine, and nobody said that it may be used. */
    NOT_LOOPBACK("SEMEL-301"),
    /** A history was told what cannot be: an attempt that ends twice, an id that is none. */
    HISTORY_MISUSED("SEMEL-330"),
    /** A line of a history's file is none, and not the last one of a killed process either. */
    HISTORY_MALFORMED("SEMEL-331"),
    /** The files of a history cannot be written or read, or there are none. */
    HISTORY_FILE("SEMEL-332"),
    /** A property, a generator or the seed was given a value that makes no sense. */
    PROPERTY_OPTION("SEMEL-335"),
    /** Nearly all cases of a property were discarded, so that it proves nothing. */
    PROPERTY_DISCARDS("SEMEL-336"),
    /** The steps of a fault plan are none. */
    FAULT_PLAN("SEMEL-337");

    private final String text;

    Code(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
