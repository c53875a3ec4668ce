// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import java.util.Random;

/** How long the runs are and which one it is, from system properties. */
public final class Chaos {
  private static final int TIMES = Integer.getInteger("semel.chaos.rounds", 1);
  private static final long SEED = Long.getLong("semel.chaos.seed", System.nanoTime());

  private Chaos() {}

  static int rounds(int byDefault) {
    return byDefault * TIMES;
  }

  /** Prints the seed, so that a run can be repeated. */
  public static long seed(String run) {
    tell(run, "seed " + SEED);
    return SEED;
  }

  static Random random(String run) {
    return new Random(seed(run));
  }

  public static void tell(String run, Object figures) {
    System.out.println("chaos " + run + ": " + figures);
  }
}
