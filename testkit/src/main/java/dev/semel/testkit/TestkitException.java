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

    /** What surrounds a scenario failed, so that it says nothing about the code under test. */
    SCENARIO_FAILED("SEMEL-310"),
    /** A schedule went another way when it was run again. */
    NOT_DETERMINISTIC("SEMEL-311"),
    /** The time was over before all schedules were run. */
    TOO_MANY_SCHEDULES("SEMEL-312"),
    /** A crash scenario or one of its options cannot be used. */
    BAD_SCENARIO("SEMEL-313"),

    /** An option of a boundary, or a name in it, makes no sense. */
    BAD_BOUNDARY("SEMEL-340"),
    /** Sockets cannot be watched in this JVM. */
    NO_FLIGHT_RECORDER("SEMEL-341"),
    /** A database could not be asked what the kit must know of it. */
    DATABASE_UNREADABLE("SEMEL-342");

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
