// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import dev.semel.testkit.internal.report.Row.Kind;
import java.util.ArrayList;
import java.util.List;

/** Leaves out of a long diagram what is far from any death. */
final class Folding {
  private static final int SHORT = 30;
  private static final int NEAR_BEFORE = 7;
  private static final int NEAR_AFTER = 3;
  private static final int LASTING_MAX = 16;
  private static final int WORTH_IT = 3;

  private Folding() {}

  static Diagram of(Diagram whole) {
    List<Row> rows = whole.rows();
    if (rows.size() <= SHORT) {
      return whole;
    }
    boolean lasting = rows.stream().filter(Folding::lasts).count() <= LASTING_MAX;
    List<Row> kept = new ArrayList<>();
    List<Row> out = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (isNear(rows, i) || (lasting && lasts(row))) {
        kept.addAll(folded(out));
        out.clear();
        kept.add(row);
      } else {
        out.add(row);
      }
    }
    kept.addAll(folded(out));
    return whole.with(List.copyOf(kept));
  }

  private static boolean lasts(Row row) {
    Exchange exchange = row.exchange();
    return row.kind() == Kind.DELIVERED
        || (exchange != null && (exchange.lasts() || exchange.failed()));
  }

  private static boolean isNear(List<Row> rows, int i) {
    if (rows.get(i).kind() == Kind.START || rows.get(i).kind() == Kind.END) {
      return true;
    }
    int from = Math.max(0, i - NEAR_AFTER);
    int to = Math.min(rows.size() - 1, i + NEAR_BEFORE);
    return rows.subList(from, to + 1).stream().anyMatch(Row::dies);
  }

  private static List<Row> folded(List<Row> out) {
    if (out.size() < WORTH_IT) {
      return List.copyOf(out);
    }
    Row first = out.get(0);
    Row last = out.get(out.size() - 1);
    long calls = out.stream().filter(row -> row.kind() == Kind.CALL).count();
    String text = "... " + calls + " calls ...";
    return List.of(Row.plain(Kind.FOLDED, first.life(), first.above(), last.below(), text));
  }
}
