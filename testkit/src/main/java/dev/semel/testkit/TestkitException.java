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
    /** A schema, table or column was named that the database does not have. */
    UNKNOWN_NAME("SEMEL-302"),
    /** A choice that cannot be meant, or a needed one that is missing. */
    BAD_CHOICE("SEMEL-303"),
    /** The tables could not be read. */
    UNREADABLE_DATABASE("SEMEL-304"),
    /** The starting state could not be made, or is not the same each time. */
    BAD_STARTING_STATE("SEMEL-305"),
    /** More orders than may be tried. */
    TOO_MANY_ORDERS("SEMEL-306"),
    /** The order to run again does not fit the messages. */
    BAD_ORDER("SEMEL-307"),
    /** The same run, twice, does not end alike, so that another cannot be compared with it. */
    NOT_REPEATABLE("SEMEL-308"),
    /** What surrounds a scenario failed, so that it says nothing about the code under test. */
    SCENARIO_FAILED("SEMEL-310"),
    /** A schedule went another way when it was run again. */
    NOT_DETERMINISTIC("SEMEL-311"),
    /** The time was over before all schedules were run. */
    TOO_MANY_SCHEDULES("SEMEL-312"),
    /** A crash scenario or one of its options cannot be used. */
    BAD_SCENARIO("SEMEL-313"),
    /** A server that was to be tested or to stand behind a proxy is not on the loopback. */
    TARGET_NOT_LOOPBACK("SEMEL-320"),
    /** A fault, a script, a provider or a clock was asked for something that makes no sense. */
    NETWORK_OPTION("SEMEL-321"),
    /** No open connection comes from the port that was named. */
    NO_SUCH_SESSION("SEMEL-322"),
    /** A server of the kit cannot listen on the loopback. */
    CANNOT_LISTEN("SEMEL-323"),
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
    FAULT_PLAN("SEMEL-337"),
    /** An option of a boundary, or a name in it, makes no sense. */
    BAD_BOUNDARY("SEMEL-340"),
    /** Sockets cannot be watched in this JVM. */
    NO_FLIGHT_RECORDER("SEMEL-341"),
    /** A budget has an option or a limit that makes no sense. */
    BAD_BUDGET("SEMEL-342"),
    /** This database does not tell how much write-ahead log a message takes. */
    NO_WAL_BYTES("SEMEL-343"),
    /** Nobody counted round trips. */
    NO_ROUND_TRIPS("SEMEL-344"),
    /** A test class's annotations do not fit together. */
    BAD_TEST_CLASS("SEMEL-350"),
    /** A test's database could not be had. */
    NO_TEST_DATABASE("SEMEL-351"),
    /** The application behind a URL does not keep to the contract of the conformance kit. */
    NO_CONTRACT("SEMEL-360");

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
