// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Some ten thousand rows of a log, as columns. Guarded by its log while it is filled. */
final class Chunk {
  static final int BITS = 16;
  static final int ROWS = 1 << BITS;

  /** Stands in the column of the sequences where a row has no key. */
  static final long NO_KEY = Long.MIN_VALUE;

  private static final int ID_IS_NAME = 0x40;
  private static final int KEY_IS_NAME = 0x80;

  private final long[] nanos = new long[ROWS];
  private final long[] ids = new long[ROWS];
  private final byte[] codes = new byte[ROWS];
  private final short[] processes = new short[ROWS];
  private long @Nullable [] keys;
  private long @Nullable [] sequences;

  void set(int row, long at, int process, Kind kind, Phase phase, Word id) {
    nanos[row] = at;
    processes[row] = (short) process;
    ids[row] = id.number();
    int code = kind.code() * Phase.COUNT + phase.code();
    codes[row] = (byte) (id.named() ? code | ID_IS_NAME : code);
    if (sequences != null) {
      sequences[row] = NO_KEY;
    }
  }

  /** Adds key and sequence to a row that was set. */
  void setKey(int row, Word key, long sequence) {
    if (keys == null || sequences == null) {
      keys = new long[ROWS];
      sequences = new long[ROWS];
      Arrays.fill(sequences, NO_KEY);
    }
    keys[row] = key.number();
    sequences[row] = sequence;
    if (key.named()) {
      codes[row] = (byte) (codes[row] | KEY_IS_NAME);
    }
  }

  long nanos(int row) {
    return nanos[row];
  }

  int process(int row) {
    return processes[row];
  }

  Kind kind(int row) {
    return Kind.at((codes[row] & (ID_IS_NAME - 1)) / Phase.COUNT);
  }

  Phase phase(int row) {
    return Phase.at((codes[row] & (ID_IS_NAME - 1)) % Phase.COUNT);
  }

  long id(int row) {
    return ids[row];
  }

  boolean idIsName(int row) {
    return (codes[row] & ID_IS_NAME) != 0;
  }

  boolean hasKey(int row) {
    return sequences != null && sequences[row] != NO_KEY;
  }

  long key(int row) {
    return keys == null ? 0 : keys[row];
  }

  boolean keyIsName(int row) {
    return (codes[row] & KEY_IS_NAME) != 0;
  }

  long sequence(int row) {
    return sequences == null ? NO_KEY : sequences[row];
  }
}
