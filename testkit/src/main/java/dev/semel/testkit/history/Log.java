// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import dev.semel.testkit.internal.columns.Names;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a history in columns of primitives: 19 bytes for an event, 35 with key and sequence.
 *
 * <p>Appending is guarded by the log; {@link #rows()} is a view of what was there at that moment,
 * to be read while others append.
 */
final class Log {
  private final List<Chunk> chunks = new ArrayList<>();
  private final Names names = new Names();
  private final Names processes = new Names();
  private long size;

  synchronized int process(String name) {
    return processes.number(name);
  }

  synchronized Word word(Object value) {
    Long number = Word.numberOf(value);
    return number == null
        ? new Word(true, names.number(value.toString()))
        : new Word(false, number);
  }

  /** The word if any row may have it. */
  synchronized @Nullable Word find(Object value) {
    Long number = Word.numberOf(value);
    if (number != null) {
      return new Word(false, number);
    }
    int name = names.find(value.toString());
    return name < 0 ? null : new Word(true, name);
  }

  synchronized void append(
      long nanos,
      int process,
      Kind kind,
      Phase phase,
      Object id,
      @Nullable Object key,
      long sequence) {
    int row = (int) (size & (Chunk.ROWS - 1));
    if (row == 0) {
      chunks.add(new Chunk());
    }
    Chunk chunk = chunks.get(chunks.size() - 1);
    chunk.set(row, nanos, process, kind, phase, word(id));
    if (key != null) {
      chunk.setKey(row, word(key), sequence);
    }
    size++;
  }

  synchronized long size() {
    return size;
  }

  synchronized Rows rows() {
    return new Rows(this, List.copyOf(chunks), size, names.size());
  }

  synchronized String text(boolean named, long number) {
    return named ? names.name((int) number) : Long.toString(number);
  }

  synchronized String processName(int process) {
    return processes.name(process);
  }
}
