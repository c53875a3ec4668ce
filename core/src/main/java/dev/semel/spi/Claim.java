// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

import dev.semel.Key;
import dev.semel.Tx;
import java.time.Duration;

/**
 * A key that is ours until it is settled, released or, where it was taken, its lease is over. For
 * one thread at a time: it may wander, but the work and the end of it must not overlap.
 */
public interface Claim extends AutoCloseable {
  Key key();

  /** Higher than that of whoever had the key before; 0 for an open claim, which needs none. */
  long fence();

  /**
   * The transaction the work is to be done in.
   *
   * @throws IllegalStateException for a claim that was taken, which has none
   */
  Tx tx();

  /**
   * The work has happened and this came of it. An open claim commits here.
   *
   * @throws dev.semel.LedgerException if it is not so: an open claim was rolled back as a whole, a
   *     taken one is not ours any more
   * @throws dev.semel.UnknownOutcomeException if that cannot be said
   */
  void settle(Claims.Stored result);

  /**
   * Nothing has happened: an open claim rolls back, a taken one is given up, the key is free. Does
   * nothing if the claim is over or not ours any more.
   */
  void release();

  /**
   * Nobody can say how far the work went. Only for a claim that was taken.
   *
   * @param why for a person, without anything secret; kept as the result, in plain text
   * @throws dev.semel.LedgerException if it is not ours any more
   */
  void leaveUnknown(String why);

  /**
   * Asks for more time. Only for a claim that was taken.
   *
   * @return false if it is not ours any more
   */
  boolean extend(Duration lease);

  /** Releases an open claim that was not settled; leaves a taken one to its lease. */
  @Override
  void close();
}
