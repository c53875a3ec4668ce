// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages to where they go. A relay calls it from one thread; the answers may come from any.
 *
 * <p>A message may be handed over again, with the same id: after a crash, a lost lease, or an
 * answer that was not clear. Whoever receives it deduplicates by the id.
 */
@FunctionalInterface
public interface Publisher extends AutoCloseable {
  /**
   * Sends a batch. Returns without waiting for the answers if it can; blocking here holds the whole
   * relay back, which is how a publisher that is full says so.
   *
   * <p>A batch never holds two messages of one key, and while one of a key is unanswered no other
   * is handed over, unless the publisher is {@link InOrder}.
   *
   * @param answers to be told, for each message, what became of it. If this method throws, all that
   *     are not answered yet count as {@link Answers#unknown unknown}
   */
  void publish(List<OutgoingMessage> batch, Answers answers) throws Exception;

  /** Lets go of what it holds. A relay closes its publisher when it is closed itself. */
  @Override
  default void close() {}

  /**
   * A publisher that keeps the messages of one key in order by itself: when one is not taken, none
   * after it in the same batch is. It is given whole batches, and answers those after a failure as
   * {@link Answers#unknown unknown}.
   */
  interface InOrder extends Publisher {}

  /**
   * What became of the messages of one batch. Thread-safe. The first answer for a message counts;
   * one that comes too late is ignored.
   */
  interface Answers {
    /** It is where it goes, durably. */
    void taken(int index);

    /** All of the batch that were not answered yet are where they go. */
    void takenAll();

    /**
     * It will never be taken: too large, not allowed, no such topic. It is parked.
     *
     * @param reason for a person; never a payload
     */
    void refused(int index, String reason);

    /**
     * It was looked at and not taken this time: a consumer threw, a quota was used up. It is sent
     * again later, so many times, and parked then; the destination counts as alive.
     */
    void failed(int index, Throwable cause);

    /**
     * Nobody knows whether it is there: a timeout, a lost connection. It is sent again. If nothing
     * gets through, that is an outage, and no attempts are counted.
     */
    void unknown(int index, @Nullable Throwable cause);
  }
}
