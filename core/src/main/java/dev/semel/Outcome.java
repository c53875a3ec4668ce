// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended: the five answers the ledger can give. Immutable.
 *
 * <p>Only {@link Done} means that the effect has happened. Each of the others has an exception that
 * {@code once} throws in its place.
 *
 * @param <R> the result of the effect
 */
public sealed interface Outcome<R extends @Nullable Object> {

  /** The result, or the exception that stands for this outcome. */
  R orElseThrow();

  /**
   * The effect has happened, one time.
   *
   * @param result what the first run returned; null for an effect without a result
   * @param replayed true when an earlier delivery did it and this one changed nothing
   */
  record Done<R extends @Nullable Object>(R result, boolean replayed) implements Outcome<R> {
    @Override
    public R orElseThrow() {
      return result;
    }
  }

  /**
   * Somebody else is at it, and was not finished when the wait was over. Nothing is known yet.
   *
   * @param waited for how long this attempt waited
   */
  record Busy<R extends @Nullable Object>(Key key, Duration waited) implements Outcome<R> {
    @Override
    public R orElseThrow() {
      throw new BusyException(key, waited);
    }
  }

  /** The key does not stand for this content. Nothing was applied and nothing was lost. */
  record Mismatch<R extends @Nullable Object>(Key key, Reason reason, @Nullable Instant since)
      implements Outcome<R> {
    @Override
    public R orElseThrow() {
      throw new MismatchException(key, reason, since);
    }
  }

  /** It cannot be said whether the effect happened; the key stays closed until somebody knows. */
  record Unknown<R extends @Nullable Object>(Key key, String why, @Nullable Throwable cause)
      implements Outcome<R> {
    @Override
    public R orElseThrow() {
      throw new UnknownOutcomeException(key, why, cause);
    }
  }

  /**
   * The key is older than the ledger's memory, so nobody can tell whether it was seen before.
   *
   * @param origin when the key was born
   * @param memoryFrom from when on the memory of this scope is complete
   * @param quarantined true when the key was written to the quarantine table
   */
  record Forgotten<R extends @Nullable Object>(
      Key key, Instant origin, Instant memoryFrom, boolean quarantined) implements Outcome<R> {
    @Override
    public R orElseThrow() {
      throw new ForgottenException(key, origin, memoryFrom, quarantined);
    }
  }

  /** Why a key was refused. */
  enum Reason {
    /** The key was settled for content with another fingerprint. */
    FINGERPRINT("was settled for other content"),
    /** Another id shares its 128 bits; only ever seen when somebody forges ids. */
    COLLISION("shares its stored form with another id"),
    /** The same id came with another birth time. */
    ORIGIN_CHANGED("was born at another time: an origin must not be rewritten on a resend"),
    /** The scope is timed and the key carries no time. */
    ORIGIN_MISSING("carries no time, and its scope is declared timed"),
    /** The key claims to be born further ahead than clocks may differ. */
    ORIGIN_AHEAD("is born in the future of the database's clock");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }
}
