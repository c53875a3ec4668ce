// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import dev.semel.testkit.internal.columns.Column;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What became of every id: how often each kind of thing happened, failed, is open or unknown. Made
 * by one look at the rows. Ids are numbered in the order in which they appear.
 */
final class Fates {
  private final Rows rows;
  private final Places ids = new Places();
  private final Column[] happened = columns();
  private final Column[] failed = columns();
  private final Column[] open = columns();
  private final Column[] unknown = columns();
  private final BitSet parked = new BitSet();
  private final Order applied = new Order();
  private final Order published = new Order();
  private final Map<Long, long[]> faults = new HashMap<>();
  private long attempts;

  private Fates(Rows rows) {
    this.rows = rows;
  }

  static Fates of(Rows rows) {
    Fates fates = new Fates(rows);
    rows.each(fates::see);
    return fates;
  }

  private void see(Chunk chunk, int row) {
    Kind kind = chunk.kind(row);
    if (kind == Kind.FAULT) {
      faults.computeIfAbsent(chunk.id(row), name -> new long[1])[0]++;
      return;
    }
    int id = ids.place(chunk.idIsName(row), chunk.id(row));
    switch (kind) {
      case PARKED -> parked.set(id);
      case RESOLVED -> resolve(id, chunk.phase(row) == Phase.OK);
      default -> attempt(id, kind, chunk, row);
    }
  }

  private void attempt(int id, Kind kind, Chunk chunk, int row) {
    Phase phase = chunk.phase(row);
    int k = kind.code();
    if (phase == Phase.BEGUN) {
      open[k].add(id, 1);
    } else if (phase != Phase.STATED) {
      open[k].take(id);
    }
    if (phase == Phase.BEGUN || phase == Phase.STATED) {
      attempts++;
    }
    if (phase.happened()) {
      if (chunk.hasKey(row) && happened[k].get(id) == 0) {
        inOrder(id, kind, chunk, row);
      }
      happened[k].add(id, 1);
    } else if (phase == Phase.FAILED) {
      failed[k].add(id, 1);
    } else if (phase == Phase.UNKNOWN) {
      unknown[k].add(id, 1);
    }
  }

  private void inOrder(int id, Kind kind, Chunk chunk, int row) {
    Order order = kind == Kind.APPLIED ? applied : published;
    order.first(id, chunk.keyIsName(row), chunk.key(row), chunk.sequence(row));
  }

  /** What was open or unknown so far has one end now; an unknown publication is published again. */
  private void resolve(int id, boolean itHappened) {
    for (int k = 0; k < Kind.PUBLISHED.code(); k++) {
      int dark = open[k].get(id) + unknown[k].get(id);
      if (dark > 0) {
        open[k].set(id, 0);
        unknown[k].set(id, 0);
        if (itHappened) {
          happened[k].add(id, 1);
        } else {
          failed[k].add(id, dark);
        }
      }
    }
  }

  int happened(Kind kind, int id) {
    return happened[kind.code()].get(id);
  }

  int failed(Kind kind, int id) {
    return failed[kind.code()].get(id);
  }

  int open(Kind kind, int id) {
    return open[kind.code()].get(id);
  }

  int unknown(Kind kind, int id) {
    return unknown[kind.code()].get(id);
  }

  /** An attempt is open or has ended unknown, so that it may have happened or yet happen. */
  boolean maybe(Kind kind, int id) {
    return open(kind, id) + unknown(kind, id) > 0;
  }

  boolean isParked(int id) {
    return parked.get(id);
  }

  boolean isOutOfOrder(int id) {
    return applied.isBroken(id) || published.isBroken(id);
  }

  String disorder(int id) {
    boolean byApplied = applied.isBroken(id);
    Order order = byApplied ? applied : published;
    Word key = order.key(id);
    return "was %s after %s, which is not before it in the sequence of key %s"
        .formatted(
            byApplied ? "applied" : "first published",
            text(order.overtaker(id)),
            rows.text(key.named(), key.number()));
  }

  /** The number of ids; they are 0 and up. */
  int size() {
    return ids.size();
  }

  Word word(int id) {
    return ids.word(id);
  }

  String text(int id) {
    Word word = word(id);
    return rows.text(word.named(), word.number());
  }

  Tally tally(int torn) {
    long[] all = new long[Kind.ATTEMPTS];
    long[] again = new long[Kind.ATTEMPTS];
    long opened = 0;
    long dark = 0;
    long suppressed = 0;
    for (int id = 0; id < size(); id++) {
      for (int k = 0; k < Kind.ATTEMPTS; k++) {
        int more = open[k].get(id) + unknown[k].get(id);
        int times = happened[k].get(id) + failed[k].get(id) + more;
        opened += open[k].get(id);
        dark += unknown[k].get(id);
        all[k] += times;
        again[k] += Math.max(0, times - 1);
      }
      int effects = happened(Kind.APPLIED, id);
      if (effects > 0) {
        suppressed += Math.max(0, happened(Kind.DELIVERED, id) - effects);
      }
    }
    return new Tally(
        rows.size(),
        size(),
        all[Kind.SENT.code()],
        all[Kind.DELIVERED.code()],
        again[Kind.DELIVERED.code()],
        suppressed,
        effects(),
        all[Kind.PUBLISHED.code()],
        again[Kind.PUBLISHED.code()],
        parked.cardinality(),
        attempts,
        opened,
        dark,
        applied.compared() + published.compared(),
        torn,
        faultNames());
  }

  private long effects() {
    long effects = 0;
    for (int id = 0; id < size(); id++) {
      effects += happened(Kind.APPLIED, id);
    }
    return effects;
  }

  private Map<String, Long> faultNames() {
    Map<String, Long> named = new HashMap<>();
    faults.forEach((name, count) -> named.put(rows.text(true, name), count[0]));
    return named;
  }

  private static Column[] columns() {
    Column[] columns = new Column[Kind.ATTEMPTS];
    for (int k = 0; k < columns.length; k++) {
      columns[k] = new Column();
    }
    return columns;
  }
}
