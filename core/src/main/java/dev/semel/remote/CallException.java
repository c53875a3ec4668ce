// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An attempt at a call that did not bring the result, said by whoever knows the other side. What is
 * thrown instead and says nothing of the kind is {@linkplain Ending#AMBIGUOUS ambiguous}, unless
 * the JDK says that there was no connection. Immutable.
 *
 * <p>The words are kept in the journal and shown to people: no payload and no secret belongs there.
 */
public final class CallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Ending ending;
  private final @Nullable Duration retryAfter;

  private CallException(
      Ending ending, String words, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(words, cause);
    this.ending = Objects.requireNonNull(ending, "ending");
    this.retryAfter = retryAfter;
  }

  /** It ended so. */
  public static CallException of(Ending ending, String words) {
    return new CallException(ending, words, null, null);
  }

  /** It ended so, because of that. */
  public static CallException of(Ending ending, String words, Throwable cause) {
    return new CallException(ending, words, null, cause);
  }

  /** The same, from somebody who says when to come again. */
  public CallException retryingAfter(Duration wait) {
    return new CallException(ending, words(), Objects.requireNonNull(wait, "wait"), getCause());
  }

  public Ending ending() {
    return ending;
  }

  /** What was said. */
  public String words() {
    return String.valueOf(getMessage());
  }

  /** How long the other side wants to be left alone. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
