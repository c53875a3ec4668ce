// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on one connection, from where it was opened to where it ended. For one thread.
 */
public final class Transaction {
  /** How it came to its end. */
  enum End {
    OPEN,
    COMMITTED,
    /** Rolled back, or given up with its connection. */
    GONE
  }

  final String resource;
  final int connection;
  final int from;
  final List<Entry> statements = new ArrayList<>();
  final List<Entry> writes = new ArrayList<>();
  final Set<Long> threads = new TreeSet<>();
  int to = Integer.MAX_VALUE;
  End end = End.OPEN;
  @Nullable Entry ending;
  String how = "";

  Transaction(Entry first, int from) {
    this.resource = first.call().resource();
    this.connection = first.call().connection();
    this.from = from;
  }

  void end(End end, Entry ending, String how) {
    this.end = end;
    this.ending = ending;
    this.how = how;
    this.to = ending.ended();
  }

  /** Whether any statement was run in it; one that nobody used is none. */
  public boolean isUsed() {
    return !statements.isEmpty();
  }

  boolean writes() {
    return !writes.isEmpty();
  }

  boolean hasCommittedWrites() {
    return writes() && end == End.COMMITTED;
  }

  boolean contains(int position) {
    return from < position && position < to;
  }

  boolean overlaps(Transaction other) {
    return from < other.to && other.from < to;
  }

  Entry firstWrite() {
    return writes.get(0);
  }
}
