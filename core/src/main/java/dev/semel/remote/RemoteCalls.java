// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

import dev.semel.Tx;
import dev.semel.internal.remote.RemoteDoor;
import java.time.Duration;

/**
 * The door for calls that cannot join a transaction. Immutable and thread-safe.
 *
 * <p>What is meant is committed before the first byte leaves, with the bytes that are sent. What
 * came of it is committed with what the application writes about it. Whatever is lost in between is
 * found by who comes next, and decided by what the gateway can do.
 */
public sealed interface RemoteCalls permits RemoteDoor {

  /** These with another bound on waiting for what is not decided yet. */
  RemoteCalls waitingUpTo(Duration wait);

  /**
   * Makes the call, unless it was made, and gives its result. What is in doubt is taken up where it
   * stands.
   *
   * @param subject what the caller calls the effect, the same on every attempt; 1 to 255 visible
   *     ASCII characters
   * @throws RemoteFailureException if it is known not to have happened
   * @throws dev.semel.SemelException if that cannot be said
   */
  <Q, R> R once(RemoteEffect<Q, R> effect, String subject, Q request);

  /** The same for callers who branch: answers instead of throwing. */
  <Q, R> RemoteOutcome<R> attempt(RemoteEffect<Q, R> effect, String subject, Q request);

  /** What is known of the effects of one kind, and what people do about them. */
  <R> RemoteDesk<R> desk(RemoteEffect<?, R> effect);

  /**
   * The choices to make before somebody takes up what others have left: intents that were
   * committed, owners that died, answers that were lost.
   */
  RecoveryBuilder recovering(RemoteEffect<?, ?>... effects);

  /**
   * Writes down what is meant, in the transaction of what it belongs to. It is called after the
   * commit, by whoever asks for it with the same subject and request.
   */
  <Q> void intend(Tx tx, RemoteEffect<Q, ?> effect, String subject, Q request);

  /** The same; it is not sent any more after this time, by the database's clock. */
  <Q> void intend(Tx tx, RemoteEffect<Q, ?> effect, String subject, Q request, Duration sendWithin);
}
