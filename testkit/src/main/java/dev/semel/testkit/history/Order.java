// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import dev.semel.testkit.internal.columns.Column;
import java.util.Arrays;
import java.util.BitSet;

/** The highest sequence of each key so far, and which ids came after it although they are lower. */
final class Order {
  private final Places keys = new Places();
  private final BitSet broken = new BitSet();
  private final Column overtaker = new Column();
  private final Column brokenKey = new Column();
  private long[] highest = new long[64];
  private int[] highestId = new int[64];
  private long compared;

  /** An id has happened for the first time, with this key and sequence. */
  void first(int id, boolean keyIsName, long key, long sequence) {
    int known = keys.size();
    int place = keys.place(keyIsName, key);
    if (place == known) {
      if (place == highest.length) {
        highest = Arrays.copyOf(highest, place * 2);
        highestId = Arrays.copyOf(highestId, place * 2);
      }
      highest[place] = sequence;
      highestId[place] = id;
      return;
    }
    compared++;
    if (sequence > highest[place]) {
      highest[place] = sequence;
      highestId[place] = id;
    } else {
      broken.set(id);
      overtaker.set(id, highestId[place]);
      brokenKey.set(id, place);
    }
  }

  boolean isBroken(int id) {
    return broken.get(id);
  }

  int overtaker(int id) {
    return overtaker.get(id);
  }

  Word key(int id) {
    return keys.word(brokenKey.get(id));
  }

  long compared() {
    return compared;
  }
}
