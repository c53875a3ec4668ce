// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.columns;

/**
 * Longs, numbered in the order in which they were first seen; an open table of primitives. For one
 * thread at a time.
 */
public final class Numbers {
  private static final float FULL = 0.6f;

  private long[] keys = new long[64];
  private int[] table = new int[64];
  private int size;

  /** The place of the value, or -1 if it was never seen. */
  public int find(long value) {
    return table[slot(value)] - 1;
  }

  /** Gives the value a place; it must not have one. */
  public void put(long value, int place) {
    int slot = slot(value);
    keys[slot] = value;
    table[slot] = place + 1;
    if (++size > table.length * FULL) {
      grow();
    }
  }

  private int slot(long value) {
    int mask = table.length - 1;
    int slot = spread(value) & mask;
    while (table[slot] != 0 && keys[slot] != value) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldTable = table;
    keys = new long[oldKeys.length * 2];
    table = new int[oldTable.length * 2];
    for (int i = 0; i < oldTable.length; i++) {
      if (oldTable[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        table[slot] = oldTable[i];
      }
    }
  }

  private static int spread(long value) {
    long mixed = value * 0x9E3779B97F4A7C15L;
    return (int) (mixed ^ (mixed >>> 32));
  }
}
