// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import dev.semel.remote.Recovery;
import dev.semel.remote.RecoveryBuilder;
import java.time.Duration;
import java.util.List;

/** The choices for a recovery. For one thread. */
public final class Recovering implements RecoveryBuilder {
  private final List<Kind<?, ?>> kinds;
  private int perSecond = 20;
  private int threads = 4;
  private Duration pause = Duration.ofMillis(200);

  Recovering(List<Kind<?, ?>> kinds) {
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("SEMEL-076 a recovery of no effects");
    }
    this.kinds = List.copyOf(kinds);
  }

  @Override
  public RecoveryBuilder perSecond(int effects) {
    this.perSecond = positive("perSecond", effects);
    return this;
  }

  @Override
  public RecoveryBuilder threads(int count) {
    this.threads = positive("threads", count);
    return this;
  }

  @Override
  public RecoveryBuilder lookingEvery(Duration time) {
    positive("lookingEvery, in milliseconds,", time.toMillis());
    this.pause = time;
    return this;
  }

  @Override
  public Recovery build() {
    return new RecoveryLoop(kinds, perSecond, pause);
  }

  @Override
  public Recovery start() {
    RecoveryLoop loop = new RecoveryLoop(kinds, perSecond, pause);
    loop.start(threads);
    return loop;
  }

  private static int positive(String what, long value) {
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("SEMEL-076 %s is %d, at least 1".formatted(what, value));
    }
    return (int) value;
  }
}
