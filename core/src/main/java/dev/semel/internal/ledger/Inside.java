// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

/**
 * Whether this thread is in an effect, whose transaction waits for it. What is called outside the
 * database meanwhile would be outside of the transaction, and hold its locks.
 */
public final class Inside {
  private static final ThreadLocal<Integer> EFFECTS = ThreadLocal.withInitial(() -> 0);

  private Inside() {}

  /** An effect begins on this thread. */
  public static void enter() {
    EFFECTS.set(EFFECTS.get() + 1);
  }

  /** The innermost effect is over. */
  public static void leave() {
    int left = EFFECTS.get() - 1;
    if (left == 0) {
      EFFECTS.remove();
    } else {
      EFFECTS.set(left);
    }
  }

  public static boolean anyEffect() {
    return EFFECTS.get() > 0;
  }
}
