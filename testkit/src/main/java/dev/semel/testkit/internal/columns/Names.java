// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.columns;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts, each kept one time and known by a small number. An open table of ints instead of a map:
 * millions of ids would otherwise cost more in entries than in letters. For one thread at a time.
 */
public final class Names {
  private static final float FULL = 0.6f;

  private @Nullable String[] names = new @Nullable String[16];
  private int[] table = new int[64];
  private int size;

  /** The number of the name, a new one if it was never seen. */
  public int number(String name) {
    int slot = slot(name);
    if (table[slot] != 0) {
      return table[slot] - 1;
    }
    if (size == names.length) {
      names = Arrays.copyOf(names, size * 2);
    }
    names[size] = name;
    table[slot] = ++size;
    if (size > table.length * FULL) {
      grow();
    }
    return size - 1;
  }

  /** The number of the name, or -1 if it was never seen. */
  public int find(String name) {
    return table[slot(name)] - 1;
  }

  public String name(int number) {
    String name = names[number];
    if (name == null) {
      throw new IllegalArgumentException("no name has the number " + number);
    }
    return name;
  }

  public int size() {
    return size;
  }

  private int slot(String name) {
    int mask = table.length - 1;
    int slot = spread(name.hashCode()) & mask;
    while (table[slot] != 0 && !name.equals(names[table[slot] - 1])) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    table = new int[table.length * 2];
    for (int i = 0; i < size; i++) {
      table[slot(name(i))] = i + 1;
    }
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }
}
