// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import java.util.List;

/** The rows a log had at one moment. Immutable; a chunk is shared, but not the rows after these. */
final class Rows {
  private final Log log;
  private final List<Chunk> chunks;
  private final long size;
  private final int names;

  Rows(Log log, List<Chunk> chunks, long size, int names) {
    this.log = log;
    this.chunks = chunks;
    this.size = size;
    this.names = names;
  }

  /** Sees every row, in order. */
  interface Visitor {
    void row(Chunk chunk, int row);
  }

  void each(Visitor visitor) {
    long left = size;
    for (Chunk chunk : chunks) {
      int rows = (int) Math.min(left, Chunk.ROWS);
      for (int row = 0; row < rows; row++) {
        visitor.row(chunk, row);
      }
      left -= rows;
    }
  }

  long size() {
    return size;
  }

  /** How many names there were; their numbers are smaller. */
  int names() {
    return names;
  }

  Chunk chunk(long row) {
    return chunks.get((int) (row >> Chunk.BITS));
  }

  long start() {
    return size == 0 ? 0 : chunks.get(0).nanos(0);
  }

  String id(Chunk chunk, int row) {
    return log.text(chunk.idIsName(row), chunk.id(row));
  }

  String text(boolean named, long number) {
    return log.text(named, number);
  }

  Event event(Chunk chunk, int row) {
    boolean keyed = chunk.hasKey(row);
    return new Event(
        chunk.nanos(row),
        log.processName(chunk.process(row)),
        chunk.kind(row),
        chunk.phase(row),
        id(chunk, row),
        keyed ? log.text(chunk.keyIsName(row), chunk.key(row)) : null,
        keyed ? chunk.sequence(row) : 0);
  }
}
