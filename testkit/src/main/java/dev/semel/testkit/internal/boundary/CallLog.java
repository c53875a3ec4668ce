// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import dev.semel.testkit.internal.calls.Call;
import dev.semel.testkit.internal.calls.CallKind;
import dev.semel.testkit.internal.calls.CallWatcher;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the calls of one delivery after the other. Thread-safe. */
public final class CallLog implements CallWatcher {
  private final IdentityHashMap<Call, Entry> open = new IdentityHashMap<>();
  private final List<Entry> entries = new ArrayList<>();
  private Marks marks = Marks.NONE;
  private boolean keeping;
  private int position;

  /** From now on calls are kept. */
  public synchronized void begin() {
    begin(Marks.NONE);
  }

  synchronized void begin(Marks marks) {
    this.marks = marks;
    open.clear();
    entries.clear();
    keeping = true;
  }

  /** The calls since the beginning, in the order in which they began. */
  public synchronized List<Entry> end() {
    keeping = false;
    marks = Marks.NONE;
    entries.addAll(open.values());
    entries.sort(Comparator.comparingInt(Entry::began));
    return List.copyOf(entries);
  }

  @Override
  public void before(Call call) {
    Marks told;
    int began;
    synchronized (this) {
      if (!keeping) {
        return;
      }
      began = ++position;
      told = marks;
      long thread = Thread.currentThread().getId();
      open.put(
          call, new Entry(call, began, Integer.MAX_VALUE, thread, null, false, call.autocommit()));
    }
    told.at(began);
  }

  @Override
  public void after(Call call, @Nullable Object result, @Nullable Throwable failure) {
    boolean autocommit = autocommitAfter(call, result);
    Marks told;
    int ended;
    synchronized (this) {
      Entry entry = open.remove(call);
      if (!keeping || entry == null) {
        return;
      }
      ended = ++position;
      told = marks;
      Object kept = result instanceof Connection ? null : result;
      entries.add(
          new Entry(call, entry.began(), ended, entry.thread(), kept, failure != null, autocommit));
    }
    told.at(ended);
  }

  private static boolean autocommitAfter(Call call, @Nullable Object result) {
    if (call.kind() == CallKind.AUTOCOMMIT) {
      return call.text().contains("true");
    }
    if (!(result instanceof Connection connection)) {
      return call.autocommit();
    }
    try {
      return connection.getAutoCommit();
    } catch (SQLException e) {
      return true; // It is broken, and the next call will say so.
    }
  }
}
