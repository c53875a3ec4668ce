// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.stream;

import dev.semel.internal.sql.PositionRow;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which numbers of a lane were applied, in constant space. Not thread-safe.
 *
 * <pre>
 *   0 ............ contiguousTo ............ unknownTo ........ windowAfter ....... + 1024 .....
 *     all applied               some, unknown          all applied         by its bit     none
 * </pre>
 *
 * <p>A number beyond the window moves the window up to it. Numbers that leave the window without
 * having been applied are never called applied: the unknown stretch grows up to the highest of
 * them. It swallows what was known between two such numbers, which costs an answer but is no lie.
 */
public final class SeenNumbers {
  /** How many numbers after the contiguous ones are told apart. */
  public static final int WINDOW = 1024;

  private long contiguousTo;
  private long unknownTo;
  private long windowAfter;
  private BitSet window;

  private SeenNumbers(long contiguousTo, long unknownTo, long windowAfter, BitSet window) {
    this.contiguousTo = contiguousTo;
    this.unknownTo = unknownTo;
    this.windowAfter = windowAfter;
    this.window = window;
  }

  /** Of a lane in which nothing was applied. */
  public static SeenNumbers none() {
    return new SeenNumbers(-1, -1, -1, new BitSet());
  }

  static SeenNumbers of(PositionRow row) {
    return new SeenNumbers(
        row.contiguousTo(), row.unknownTo(), row.windowAfter(), BitSet.valueOf(row.windowBits()));
  }

  PositionRow row() {
    return new PositionRow(
        contiguousTo, unknownTo, windowAfter, Arrays.copyOf(window.toByteArray(), WINDOW / 8));
  }

  /** Whether a number was applied. */
  public enum Answer {
    NEW,
    APPLIED,
    UNKNOWN
  }

  public Answer answer(long number) {
    if (number <= contiguousTo) {
      return Answer.APPLIED;
    }
    if (number <= unknownTo) {
      return Answer.UNKNOWN;
    }
    if (number <= windowAfter) {
      return Answer.APPLIED;
    }
    return applied(number) ? Answer.APPLIED : Answer.NEW;
  }

  /** From now on all numbers from this to that count as applied. */
  public void mark(long from, long to) {
    settleUnknown(from, to);
    if (to <= windowAfter) {
      return;
    }
    if (to > windowAfter + WINDOW) {
      moveWindow(to - WINDOW, from);
    }
    long first = Math.max(from, windowAfter + 1);
    window.set(bit(first), bit(to) + 1);
    skipApplied();
  }

  /** The unknown stretch shrinks from an end that is touched, and is gone when it is covered. */
  private void settleUnknown(long from, long to) {
    if (from <= contiguousTo + 1) {
      contiguousTo = Math.min(Math.max(contiguousTo, to), unknownTo);
    } else if (to >= unknownTo) {
      unknownTo = Math.min(unknownTo, from - 1);
    }
  }

  /** Moves the window on; what leaves it unapplied, and is not about to be applied, is unknown. */
  private void moveWindow(long after, long appliedFrom) {
    long lost = highestUnapplied(Math.min(after, appliedFrom - 1));
    if (lost > windowAfter) {
      contiguousTo = contiguousTo == unknownTo ? windowAfter : contiguousTo;
      unknownTo = lost;
    }
    long distance = after - windowAfter;
    window = distance >= WINDOW ? new BitSet() : window.get((int) distance, WINDOW);
    windowAfter = after;
  }

  private long highestUnapplied(long upTo) {
    if (upTo <= windowAfter || upTo > windowAfter + WINDOW) {
      return upTo;
    }
    return windowAfter + 1 + window.previousClearBit(bit(upTo));
  }

  private void skipApplied() {
    int applied = window.nextClearBit(0);
    if (applied > 0) {
      window = window.get(applied, WINDOW);
      windowAfter += applied;
    }
    if (contiguousTo == unknownTo) {
      contiguousTo = windowAfter;
      unknownTo = windowAfter;
    }
  }

  private boolean applied(long number) {
    return number <= windowAfter + WINDOW && window.get(bit(number));
  }

  private int bit(long number) {
    return (int) (number - windowAfter - 1);
  }
}
