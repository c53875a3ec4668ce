// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import dev.semel.testkit.internal.columns.Column;
import dev.semel.testkit.internal.columns.Numbers;
import java.util.Arrays;
import java.util.BitSet;

/** Gives each word that is seen the next place: 0, 1, 2, so that columns can be arrays. */
final class Places {
  private final Numbers ofNumbers = new Numbers();
  private final Column ofNames = new Column();
  private long[] words = new long[64];
  private final BitSet named = new java.util.BitSet();
  private int size;

  int place(boolean isName, long number) {
    int place = isName ? ofNames.get((int) number) - 1 : ofNumbers.find(number);
    return place < 0 ? add(isName, number) : place;
  }

  private int add(boolean isName, long number) {
    if (isName) {
      ofNames.set((int) number, size + 1);
      named.set(size);
    } else {
      ofNumbers.put(number, size);
    }
    if (size == words.length) {
      words = Arrays.copyOf(words, size + (size >> 1));
    }
    words[size] = number;
    return size++;
  }

  Word word(int place) {
    return new Word(named.get(place), words[place]);
  }

  int size() {
    return size;
  }
}
