// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.report;

import dev.semel.reconcile.Discrepancy;
import dev.semel.reconcile.Entry;
import dev.semel.reconcile.Repair;
import dev.semel.reconcile.Report;
import dev.semel.reconcile.Report.Ageing;
import dev.semel.reconcile.Report.Sums;
import dev.semel.reconcile.Report.Total;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lines of JSON. Pure. */
public final class Json {
  private Json() {}

  public static String of(Discrepancy found) {
    return new JsonObject()
        .text("type", "discrepancy")
        .text("id", found.id())
        .text("verdict", found.verdict())
        .text("severity", found.verdict().severity())
        .text("ref", found.ref())
        .number("ageSeconds", found.age().toSeconds())
        .object("ours", entry(found.ours()))
        .object("theirs", entry(found.theirs()))
        .text("repair", found.repair().map(Repair::id).orElse(null))
        .toString();
  }

  public static List<String> of(Report report) {
    List<String> lines = new ArrayList<>();
    for (Total total : report.totals()) {
      lines.add(
          sums(
                  new JsonObject()
                      .text("type", "total")
                      .text("verdict", total.verdict())
                      .text("severity", total.verdict().severity()),
                  total.sums())
              .toString());
    }
    report.ageing().forEach(ageing -> lines.add(ageing(ageing)));
    report
        .read()
        .forEach(sums -> lines.add(sums(new JsonObject().text("type", "read"), sums).toString()));
    lines.add(run(report));
    return lines;
  }

  private static @Nullable JsonObject entry(@Nullable Entry entry) {
    if (entry == null) {
      return null;
    }
    return new JsonObject()
        .text("kind", entry.kind())
        .text("direction", entry.direction())
        .text("status", entry.status())
        .text("amountMinor", entry.amountMinor())
        .text("currency", entry.currency())
        .text("feeMinor", entry.feeMinor())
        .text("occurredAt", entry.occurredAt())
        .text("settledAt", entry.settledAt())
        .texts("altRefs", entry.altRefs())
        .text("batchRef", entry.batchRef())
        .text("digest", entry.digest());
  }

  private static JsonObject sums(JsonObject line, Sums sums) {
    return line.text("currency", sums.currency())
        .text("direction", sums.direction())
        .object("ours", side(sums.oursCount(), sums.ours()))
        .object("theirs", side(sums.theirsCount(), sums.theirs()));
  }

  private static JsonObject side(long count, Object minor) {
    return new JsonObject().number("count", count).text("minor", minor);
  }

  private static String ageing(Ageing ageing) {
    return new JsonObject()
        .text("type", "ageing")
        .text("verdict", ageing.verdict())
        .texts("youngerThan", Ageing.BOUNDS.stream().map(Object::toString).toList())
        .numbers("counts", ageing.counts())
        .toString();
  }

  private static String run(Report report) {
    return new JsonObject()
        .text("type", "run")
        .text("name", report.name())
        .text("from", report.window().from())
        .text("to", report.window().to())
        .text("asOf", report.asOf())
        .text("oursCompleteTo", report.sides().oursTo().orElse(null))
        .text("theirsCompleteTo", report.sides().theirsTo().orElse(null))
        .text("missingHere", said(report.sides().oursTo()))
        .text("missingThere", said(report.sides().theirsTo()))
        .text("rule", Text.RULE)
        .number("repairs", report.plan().repairs().size())
        .text("repairsStopped", report.plan().stopped().orElse(null))
        .text("exit", report.exit())
        .number("exitCode", report.exit().code())
        .toString();
  }

  private static String said(Optional<?> watermark) {
    return watermark.isPresent() ? "asserted" : "not asserted: no watermark";
  }
}
