// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

/**
 * The failure of an embedded server to start, stop or do what was asked of it.
 *
 * <p>The message begins with the {@link #code()}. Immutable, hence thread-safe.
 */
public final class EmbeddedServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  public EmbeddedServerException(Code code, String message) {
    super(code + " " + message);
    this.code = code;
  }

  public EmbeddedServerException(Code code, String message, Throwable cause) {
    super(code + " " + message, cause);
    this.code = code;
  }

  /** What kind of failure this is; its text, like SEMEL-203, is listed in docs/errors.md. */
  public Code code() {
    return code;
  }

  /** The kinds of failure. A code, once given, keeps its meaning. */
  public enum Code {
    /** No PostgreSQL for this operating system and processor is on the classpath. */
    NO_BINARIES("SEMEL-201"),
    /** This JVM is root, and no way to run PostgreSQL as somebody else works here. */
    CANNOT_RUN_AS_ROOT("SEMEL-202"),
    /** The server or what prepares it failed, or the server did not answer in time. */
    SERVER_DID_NOT_START("SEMEL-203"),
    /** The running server says that a commit could be lost. */
    NOT_DURABLE("SEMEL-204"),
    /** An option or server setting was refused before anything was started. */
    BAD_OPTION("SEMEL-205"),
    /** The cache or data directory cannot be created, written, locked or deleted. */
    DIRECTORY_UNUSABLE("SEMEL-206"),
    /** Processes of the server are still there after they were killed. */
    SERVER_DID_NOT_STOP("SEMEL-207"),
    /** The running PostgreSQL refused a statement of the launcher. */
    STATEMENT_REFUSED("SEMEL-208"),
    /** No Kafka broker, or not all of one, is on the class path. */
    NO_KAFKA("SEMEL-209"),
    /** The jars of Kafka on the class path are of several versions. */
    KAFKA_VERSIONS_DIFFER("SEMEL-210"),
    /** This system has no signals by which a process can be paused. */
    CANNOT_PAUSE("SEMEL-211"),
    /** The running broker did not create a topic. */
    TOPIC_NOT_CREATED("SEMEL-212");

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
