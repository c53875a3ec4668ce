// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

import dev.semel.BusyException;
import dev.semel.Key;
import dev.semel.MismatchException;
import dev.semel.Outcome;
import dev.semel.UnknownOutcomeException;
import java.time.Duration;
import java.time.Instant;

/**
 * What is known of a remote effect. Immutable.
 *
 * @param <R> its result
 */
public sealed interface RemoteOutcome<R> {

  /** The result, or the exception that stands for this outcome. */
  R orElseThrow();

  /**
   * It happened, one time.
   *
   * @param replayed true when that was known before
   */
  record Succeeded<R>(R result, boolean replayed) implements RemoteOutcome<R> {
    @Override
    public R orElseThrow() {
      return result;
    }
  }

  /** It is known not to have happened, and will not under this key. */
  record Failed<R>(Key key, String why) implements RemoteOutcome<R> {
    @Override
    public R orElseThrow() {
      throw new RemoteFailureException(key, why);
    }
  }

  /** Somebody is at it, or it waits to be sent. Nothing is known yet. */
  record Running<R>(Key key, Duration waited) implements RemoteOutcome<R> {
    @Override
    public R orElseThrow() {
      throw new BusyException(key, waited);
    }
  }

  /** It was sent, and nobody can tell what came of it; somebody will ask, or send it again. */
  record InDoubt<R>(Key key, Instant since, String why) implements RemoteOutcome<R> {
    @Override
    public R orElseThrow() {
      throw new UnknownOutcomeException(key, "in doubt since " + since + ", " + why, null);
    }
  }

  /** A person has to find out. */
  record Parked<R>(Key key, Instant since, String why) implements RemoteOutcome<R> {
    @Override
    public R orElseThrow() {
      throw new UnknownOutcomeException(key, "parked since " + since + ", " + why, null);
    }
  }

  /** The key does not stand for this request. */
  record Mismatch<R>(Key key, Instant since) implements RemoteOutcome<R> {
    @Override
    public R orElseThrow() {
      throw new MismatchException(key, Outcome.Reason.FINGERPRINT, since);
    }
  }
}
