// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import dev.semel.testkit.internal.tables.RowBuffer.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table, compactly: a hash table of hashes, and the bytes of keys and values as far
 * as the memory goes. In a bag, equal rows are counted. For one thread while it is filled,
 * immutable after that.
 */
final class Rows {
  /** Of a slot: the hash of the key, the hash of the row (in a bag: how many), its address. */
  private static final int FIELDS = 5;

  private static final int FIRST_SLOTS = 16;
  private static final int BLOCK_BYTES_MAX = 1 << 20;
  private static final int BLOCK_BYTES_MIN = 1 << 10;

  private final boolean bag;
  private final Memory memory;
  private final RowBytes bytes = new RowBytes();
  private long @Nullable [] slots;
  private int slotsUsed;
  private long count;
  private long sumHigh;
  private long sumLow;
  private long taken;

  Rows(boolean bag, Memory memory) {
    this.bag = bag;
    this.memory = memory;
    if (take(FIRST_SLOTS * FIELDS * (long) Long.BYTES)) {
      slots = new long[FIRST_SLOTS * FIELDS];
    }
  }

  void add(RowBuffer row) {
    Hash hash = row.hash();
    count++;
    sumHigh += hash.high();
    sumLow += hash.low();
    if (slots != null) {
      put(bag ? hash : row.keyHash(), hash, row);
    }
  }

  long count() {
    return count;
  }

  /**
   * Whether rows can be named; otherwise only their number and the sum of their hashes is known.
   */
  boolean areNamed() {
    return slots != null;
  }

  /** Sums of good 128-bit hashes are equal by chance as seldom as the hashes are. */
  boolean sameAs(Rows other) {
    return count == other.count && sumHigh == other.sumHigh && sumLow == other.sumLow;
  }

  String fingerprint() {
    return count + ":" + Long.toHexString(sumHigh) + Long.toHexString(sumLow);
  }

  /** Each slot in use. */
  void forEach(IntConsumer action) {
    long[] all = named();
    for (int at = 0; at < all.length; at += FIELDS) {
      if (all[at + 4] != 0) {
        action.accept(at);
      }
    }
  }

  /** Where the row with the key of that slot of the other is here; -1 if it is not. */
  int find(Rows other, int slot) {
    long[] theirs = other.named();
    int at = slotOf(named(), theirs[slot], theirs[slot + 1]);
    return named()[at + 4] == 0 ? -1 : at;
  }

  boolean sameRow(int slot, Rows other, int otherSlot) {
    return named()[slot + 2] == other.named()[otherSlot + 2]
        && named()[slot + 3] == other.named()[otherSlot + 3];
  }

  /** How many such rows a bag has. */
  long copies(int slot) {
    return bag ? named()[slot + 2] : 1;
  }

  List<Value> key(int slot) {
    return Value.listOf(bytes.key(named()[slot + 4]));
  }

  /** Null if they did not fit into the memory. */
  @Nullable List<Value> values(int slot) {
    byte[] row = bytes.row(named()[slot + 4]);
    return row == null ? null : Value.listOf(row);
  }

  private long[] named() {
    if (slots == null) {
      throw new IllegalStateException("the rows are not known");
    }
    return slots;
  }

  private void put(Hash key, Hash hash, RowBuffer row) {
    if (slotsUsed * 3L > named().length / FIELDS * 2L && !grow()) {
      return;
    }
    long[] all = named();
    int at = slotOf(all, key.high(), key.low());
    if (all[at + 4] != 0) {
      all[at + 2]++; // A key comes once, so this is a bag.
      return;
    }
    long address = keep(row);
    if (address == 0) {
      giveUp();
      return;
    }
    all[at] = key.high();
    all[at + 1] = key.low();
    all[at + 2] = bag ? 1 : hash.high();
    all[at + 3] = bag ? 0 : hash.low();
    all[at + 4] = address;
    slotsUsed++;
  }

  private long keep(RowBuffer row) {
    int key = bag ? 0 : row.keyLength();
    long room = bytes.roomFor(row.length());
    boolean whole = memory.takeForValues(room);
    if (whole) {
      taken += room;
    } else if (!take(bytes.roomFor(key))) {
      return 0;
    }
    return bytes.add(row.bytes(), key, whole ? row.length() : key, whole);
  }

  private boolean grow() {
    long[] old = named();
    long more = (long) old.length * Long.BYTES;
    if (old.length > Integer.MAX_VALUE / 2 || !take(more)) {
      giveUp();
      return false;
    }
    long[] larger = new long[old.length * 2];
    for (int from = 0; from < old.length; from += FIELDS) {
      if (old[from + 4] != 0) {
        System.arraycopy(old, from, larger, slotOf(larger, old[from], old[from + 1]), FIELDS);
      }
    }
    slots = larger;
    return true;
  }

  private static int slotOf(long[] all, long high, long low) {
    int slots = all.length / FIELDS;
    int slot = (int) (low & (slots - 1));
    while (true) {
      int at = slot * FIELDS;
      if (all[at + 4] == 0 || (all[at] == high && all[at + 1] == low)) {
        return at;
      }
      slot = (slot + 1) & (slots - 1);
    }
  }

  private boolean take(long more) {
    boolean allowed = memory.take(more);
    taken += allowed ? more : 0;
    return allowed;
  }

  private void giveUp() {
    slots = null;
    bytes.clear();
    memory.give(taken);
    taken = 0;
  }

  /** Bytes of keys and rows, one after the other in blocks. An address is never 0. */
  private static final class RowBytes {
    private static final int HEAD = 2 * Integer.BYTES + 1;

    private final List<byte[]> blocks = new ArrayList<>();
    private int used;
    private long total;

    /** What adding so many bytes costs: nothing as long as the block has room. */
    long roomFor(int length) {
      return fits(length) ? 0 : nextBlock(length);
    }

    long add(byte[] from, int keyLength, int length, boolean whole) {
      if (!fits(length)) {
        blocks.add(new byte[nextBlock(length)]);
        used = 0;
      }
      byte[] block = blocks.get(blocks.size() - 1);
      long address = ((long) blocks.size() << Integer.SIZE) | used;
      RowBuffer.INT.set(block, used, keyLength);
      RowBuffer.INT.set(block, used + Integer.BYTES, length);
      block[used + 2 * Integer.BYTES] = (byte) (whole ? 1 : 0);
      System.arraycopy(from, 0, block, used + HEAD, length);
      used += HEAD + length;
      total += HEAD + length;
      return address;
    }

    byte[] key(long address) {
      return part(address, (int) RowBuffer.INT.get(block(address), (int) address));
    }

    byte @Nullable [] row(long address) {
      byte[] block = block(address);
      int at = (int) address;
      return block[at + 2 * Integer.BYTES] == 0
          ? null
          : part(address, (int) RowBuffer.INT.get(block, at + Integer.BYTES));
    }

    void clear() {
      blocks.clear();
    }

    private boolean fits(int length) {
      return !blocks.isEmpty() && blocks.get(blocks.size() - 1).length - used >= HEAD + length;
    }

    private int nextBlock(int length) {
      long like = Math.min(BLOCK_BYTES_MAX, Math.max(BLOCK_BYTES_MIN, total));
      return (int) Math.max(like, HEAD + length);
    }

    private byte[] block(long address) {
      return blocks.get((int) (address >>> Integer.SIZE) - 1);
    }

    private byte[] part(long address, int length) {
      int from = (int) address + HEAD;
      return Arrays.copyOfRange(block(address), from, from + length);
    }
  }
}
