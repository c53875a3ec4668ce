// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.columns;

import java.util.Arrays;

/**
 * A number per id, zero until it is set; a column that nothing is written to takes no room. For one
 * thread at a time.
 */
public final class Column {
  private int[] cells = {};

  public int get(int id) {
    return id < cells.length ? cells[id] : 0;
  }

  public void set(int id, int value) {
    if (id >= cells.length) {
      if (value == 0) {
        return;
      }
      cells = Arrays.copyOf(cells, Math.max(16, id + 1 + (id >> 1)));
    }
    cells[id] = value;
  }

  public void add(int id, int more) {
    set(id, get(id) + more);
  }

  /** One less, but never less than none. */
  public void take(int id) {
    int value = get(id);
    if (value > 0) {
      cells[id] = value - 1;
    }
  }
}
