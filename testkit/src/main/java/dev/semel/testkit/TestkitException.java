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
    /** A proxy was to stand before a server that is not on the loopback of this machine. */
    TARGET_NOT_LOOPBACK("SEMEL-320"),
    /** A fault, a script, a provider or a clock was asked for something that makes no sense. */
    NETWORK_OPTION("SEMEL-321"),
    /** No open connection comes from the port that was named. */
    NO_SUCH_SESSION("SEMEL-322"),
    /** A server of the kit cannot listen on the loopback. */
    CANNOT_LISTEN("SEMEL-323");

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
