// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import dev.semel.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The demo: one plan, two lanes, one verdict. Used once. */
final class Demo {
  private final DemoOptions options;
  private final Lane naive;
  private final Lane semel;
  private final Console console;

  Demo(DemoOptions options, Lane naive, Lane semel, Console console) {
    this.options = options;
    this.naive = naive;
    this.semel = semel;
    this.console = console;
  }

  /** The exit code: 0 if the naive lane is wrong, the Semel lane exact, and faults happened. */
  int run() throws SQLException {
    Interruption interruption = Interruption.awaited(console);
    try {
      return runUninterrupted();
    } finally {
      interruption.noLongerAwaited();
    }
  }

  private int runUninterrupted() throws SQLException {
    long began = System.nanoTime();
    try (EmbeddedPostgres postgres = startPostgres()) {
      tellPostgres(postgres, Duration.ofNanos(System.nanoTime() - began));
      Plan plan = Plan.of(options.seed(), options.payments());
      announce(plan, postgres);
      LaneReport naiveReport = run(naive, plan, postgres);
      LaneReport semelReport = run(semel, plan, postgres);
      tellFaults(semelReport.tally());
      Verdict verdict = Verdict.of(naiveReport, semelReport);
      tell(verdict);
      return verdict.exitCode();
    }
  }

  private EmbeddedPostgres startPostgres() {
    try (Heartbeat heartbeat = new Heartbeat(console, "postgres")) {
      return EmbeddedPostgres.with().progress(heartbeat::now).start();
    }
  }

  private void tellPostgres(EmbeddedPostgres postgres, Duration took) throws SQLException {
    try (Connection connection = Databases.unpooled(postgres.jdbcUrl()).getConnection()) {
      console.step(
          "postgres",
          Console.format(
              "%s  fsync=%s synchronous_commit=%s  pid %d  port %d  ready in %.1f s",
              postgres.version(),
              show(connection, "SHOW fsync"),
              show(connection, "SHOW synchronous_commit"),
              postgres.pid(),
              postgres.port(),
              took.toMillis() / 1000.0));
    }
  }

  private static String show(Connection connection, String statement) throws SQLException {
    try (Statement ask = connection.createStatement();
        ResultSet answer = ask.executeQuery(statement)) {
      answer.next();
      return answer.getString(1);
    }
  }

  private void announce(Plan plan, EmbeddedPostgres postgres) {
    Path cache = postgres.dataDirectory().resolve("../..").normalize();
    console.step("", "data is deleted at the end; the unpacked server stays in " + cache);
    console.step(
        "broker",
        "simulated, in memory, delivers at least once; the database, the cut connections");
    console.step("", "and the killed JVMs are real");
    console.step(
        "plan",
        Console.format(
            "%,d payments; to repeat this run: ./semel demo --seed %d --payments %d",
            plan.payments().size(), plan.seed(), plan.payments().size()));
  }

  private LaneReport run(Lane lane, Plan plan, EmbeddedPostgres postgres) throws SQLException {
    return new LaneRun(lane, postgres.createDatabase(lane.name()), plan, console).run();
  }

  private void tellFaults(Tally tally) {
    console.step("faults", "in each lane, counted where they happened:");
    for (Fault fault : Fault.values()) {
      console.step("", Console.format("%,6d %s", tally.of(fault), fault.plural()));
    }
  }

  private void tell(Verdict verdict) {
    console.say("");
    verdict.lines().forEach(console::say);
    console.say("");
    if (verdict.exitCode() != 0) {
      verdict.reasons().forEach(reason -> console.complain("  FAILED: " + reason));
      return;
    }
    console.say("  Both lanes got the same messages and faults, and ran the same SQL; one ran it");
    console.say(
        "  in semel.once(Key.of(\"ledger\", payment.id()), tx -> ...). Ask of any consumer:");
    console.say("  show me what happens when this consumer receives this message twice.");
    console.say("  What Semel promises, and what it does not: docs/guarantees.md");
  }
}
