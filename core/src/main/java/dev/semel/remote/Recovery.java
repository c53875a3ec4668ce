// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

import dev.semel.internal.remote.RecoveryLoop;

/**
 * Takes up remote effects nobody is at: intents that were committed, owners that died, answers that
 * were lost. Any number of them, in any number of processes, do each other no harm. Thread-safe.
 */
public sealed interface Recovery extends AutoCloseable permits RecoveryLoop {

  /**
   * Takes up once, on this thread, what is due now.
   *
   * @return how many effects that were
   */
  int runOnce();

  /** Ends, after the calls that are under way. */
  @Override
  void close();
}
