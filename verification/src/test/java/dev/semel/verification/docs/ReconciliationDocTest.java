// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.reconcile.Discrepancy;
import dev.semel.reconcile.EntrySource;
import dev.semel.reconcile.Exit;
import dev.semel.reconcile.Reconciler;
import dev.semel.reconcile.Repaired;
import dev.semel.reconcile.Report;
import dev.semel.reconcile.Status;
import dev.semel.reconcile.Verdict;
import dev.semel.reconcile.Window;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what docs/reconciliation.md shows. */
class ReconciliationDocTest {
  private static final Instant DAY = Instant.parse("2025-11-02T00:00:00Z");
  private static final Window WINDOW = new Window(DAY, DAY.plus(Duration.ofDays(1)));

  @TempDir Path folder;
  private final String name = "reconcile_doc_" + ProcessHandle.current().pid();
  private Raw database;
  private EntrySource gateway;

  @BeforeEach
  void payments() throws IOException {
    Sql.run(new Raw(PostgresServers.forgetful().jdbcUrl()), "create database " + name);
    database = new Raw(PostgresServers.forgetful().jdbcUrl(name));
    Sql.run(
        database,
        "create table charge (id text, amount_cents bigint, currency text, state text,"
            + " created_at timestamptz)");
    Sql.run(
        database,
        "insert into charge select column1, 1250, 'EUR', column2, timestamptz '2025-11-02T09:00Z'"
            + " from (values ('a', 'SUCCEEDED'), ('b', 'FAILED'), ('c', 'PENDING')) rows");
    Path file = folder.resolve("settlements.csv");
    Files.writeString(
        file,
        """
        merchant_reference,charge_id,gross,currency,state,created
        a,ch_1,12.50,EUR,paid,2025-11-02T09:00:07Z
        b,ch_2,12.50,EUR,paid,2025-11-02T09:00:08Z
        c,ch_3,12.50,EUR,paid,2025-11-02T09:00:09Z
        """);
    gateway = ReconciliationSnippets.settlements(file, WINDOW.to().plus(Duration.ofDays(5)));
  }

  @AfterEach
  void drop() {
    Sql.run(
        new Raw(PostgresServers.forgetful().jdbcUrl()), "drop database " + name + " with (force)");
  }

  @Test
  void a_table_is_compared_with_a_file() {
    List<Discrepancy> breaks = new ArrayList<>();
    Report report =
        ReconciliationSnippets.compare(
            ReconciliationSnippets.journal(database), gateway, WINDOW, breaks::add);
    assertThat(breaks)
        .extracting(d -> d.ref() + " " + d.verdict())
        .containsExactly("b " + Verdict.GHOST_SUCCESS, "c " + Verdict.FINALISE_SUCCEEDED);
    assertThat(report.exit()).isEqualTo(Exit.CRITICAL);
  }

  @Test
  void lines_and_text_are_written_and_what_is_in_doubt_is_finalised_once() throws IOException {
    Reconciler reconciler =
        Reconciler.named("gateway")
            .ours(ReconciliationSnippets.journal(database))
            .theirs(gateway)
            .over(WINDOW)
            .limits(ReconciliationSnippets.LIMITS)
            .build();
    assertThat(ReconciliationSnippets.nightly(reconciler, folder)).isEqualTo(11);
    assertThat(Files.readString(folder.resolve("breaks.jsonl"))).contains("GHOST_SUCCESS");
    assertThat(repair(reconciler))
        .extracting(Repaired::ending)
        .containsExactly(Repaired.Ending.FINALISED);
    assertThat(repair(reconciler)).as("there is nothing left to do").isEmpty();
  }

  private List<Repaired> repair(Reconciler reconciler) {
    return ReconciliationSnippets.repair(
        reconciler,
        ref -> Optional.of(Status.SUCCEEDED),
        repair ->
            Sql.text(
                    database,
                    "update charge set state = ? where id = ? and state = 'PENDING' returning id",
                    repair.found().name(),
                    repair.ref())
                != null);
  }
}
