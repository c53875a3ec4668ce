// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import dev.semel.reconcile.internal.merge.Merge;
import dev.semel.reconcile.internal.merge.Rules;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A comparison of two sides over a window of time. A run reads both once, in step, and changes
 * nothing.
 *
 * <p>Immutable; threads may share it if they may share its sources.
 */
public final class Reconciler {
  private final Rules rules;
  private final EntrySource ours;
  private final EntrySource theirs;

  Reconciler(Rules rules, EntrySource ours, EntrySource theirs) {
    this.rules = rules;
    this.ours = ours;
    this.theirs = theirs;
  }

  /** A reconciliation of that name, chosen once: it is part of the identity of each discrepancy. */
  public static ReconcilerBuilder named(String name) {
    return new ReconcilerBuilder(name);
  }

  /** Compares, and tells the totals only. */
  public Report run() {
    return run(discrepancy -> {});
  }

  /**
   * Compares.
   *
   * @param each is told each discrepancy, in the order of references, as it is found; none is kept
   * @throws ReconcileException if there can be no report. What was told by then is worth nothing
   */
  public Report run(Consumer<? super Discrepancy> each) {
    Objects.requireNonNull(each, "each");
    Window wide = rules.window().widenedBy(rules.lag());
    try (EntryCursor here = ours.open(wide);
        EntryCursor there = theirs.open(wide)) {
      return Merge.run(rules, here, there, each);
    }
  }

  /**
   * Compares, and writes everything as lines of JSON. The last line is the run's; without it the
   * text was cut off.
   */
  public Report runTo(Appendable lines) {
    Report report = run(discrepancy -> line(lines, discrepancy.json()));
    report.json().forEach(json -> line(lines, json));
    return report;
  }

  private static void line(Appendable lines, String json) {
    try {
      lines.append(json).append('\n');
    } catch (IOException e) {
      throw new ReconcileException("SEMEL-711", "the report cannot be written", e);
    }
  }
}
