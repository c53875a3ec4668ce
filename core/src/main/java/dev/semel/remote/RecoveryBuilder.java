// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

import dev.semel.internal.remote.Recovering;
import java.time.Duration;

/** The choices for a {@link Recovery}. For one thread. */
public sealed interface RecoveryBuilder permits Recovering {

  /** How many effects of each kind are taken up per second at most; 20 by default. */
  RecoveryBuilder perSecond(int effects);

  /** How many are at hand at the same time; 4 by default. */
  RecoveryBuilder threads(int threads);

  /** How often it is looked for work where there was none; 200 ms by default. */
  RecoveryBuilder lookingEvery(Duration pause);

  /** One that does nothing until it is told to, for tests and schedulers of your own. */
  Recovery build();

  /** One with threads of its own. */
  Recovery start();
}
