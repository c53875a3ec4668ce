// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import dev.semel.reconcile.CsvSource;
import dev.semel.reconcile.Discrepancy;
import dev.semel.reconcile.Entry;
import dev.semel.reconcile.EntrySource;
import dev.semel.reconcile.Finaliser;
import dev.semel.reconcile.JdbcSource;
import dev.semel.reconcile.Lookup;
import dev.semel.reconcile.Reconciler;
import dev.semel.reconcile.RepairLimits;
import dev.semel.reconcile.Repaired;
import dev.semel.reconcile.Report;
import dev.semel.reconcile.Status;
import dev.semel.reconcile.Window;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The code in the document of reconciliation, run by {@link ReconciliationDocTest}. */
final class ReconciliationSnippets {
  private ReconciliationSnippets() {}

  // tag::hello[]
  static Report compare(
      EntrySource journal, EntrySource gateway, Window day, Consumer<Discrepancy> breaks) {
    return Reconciler.named("gateway")
        .ours(journal)
        .theirs(gateway)
        .over(day)
        .settlementLag(Duration.ofDays(2)) // so long they may take to show what we have done
        .feeTolerance(1)
        .build()
        .run(breaks);
  }

  // end::hello[]

  // tag::jdbc[]
  static EntrySource journal(DataSource database) {
    return JdbcSource.of(
            database,
            """
            select id, amount_cents, currency, state, created_at
            from charge
            where created_at >= ? and created_at < ?
            order by id collate "C"
            """,
            row ->
                Entry.of(row.getString("id"))
                    .in(row.getLong("amount_cents"), row.getString("currency"))
                    .status(Status.valueOf(row.getString("state")))
                    .occurredAt(row.getObject("created_at", OffsetDateTime.class).toInstant())
                    .build())
        .binding(
            (query, window) -> {
              query.setObject(1, window.from().atOffset(ZoneOffset.UTC));
              query.setObject(2, window.to().atOffset(ZoneOffset.UTC));
            })
        .completeToBy("select now() - interval '5 minutes'"); // no transaction is open for longer
  }

  // end::jdbc[]

  // tag::csv[]
  static EntrySource settlements(Path file, Instant completeTo) {
    Map<String, Status> states =
        Map.of("paid", Status.SUCCEEDED, "declined", Status.FAILED, "refunded", Status.REVERSED);
    return CsvSource.of(
            file,
            row ->
                Entry.of(row.text("merchant_reference"))
                    .altRefs(row.text("charge_id"))
                    .in(row.minor("gross", row.text("currency")), row.text("currency"))
                    .status(row.one("state", states))
                    .occurredAt(row.instant("created"))
                    .build())
        .completeTo(completeTo); // "this file has all that was created before"
  }

  // end::csv[]

  // tag::lines[]
  static int nightly(Reconciler reconciler, Path folder) throws IOException {
    try (Writer lines = Files.newBufferedWriter(folder.resolve("breaks.jsonl"))) {
      Report report = reconciler.runTo(lines);
      Files.writeString(folder.resolve("report.txt"), report.text());
      return report.exit().code();
    }
  }

  // end::lines[]

  // tag::repair[]
  static List<Repaired> repair(Reconciler reconciler, Lookup gateway, Finaliser effects) {
    Report dryRun = reconciler.run();
    if (dryRun.plan().stopped().isPresent()) {
      return List.of(); // so much at once is a broken feed: somebody has to look
    }
    return dryRun.plan().apply(gateway, effects);
  }

  // end::repair[]

  // tag::limits[]
  static final RepairLimits LIMITS =
      new RepairLimits(50, 2, Map.of("EUR", 1_000_000L)); // 50 effects, 2 %, 10,000 euros
  // end::limits[]
}
