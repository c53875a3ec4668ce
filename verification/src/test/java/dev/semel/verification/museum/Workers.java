// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.testkit.ManualClock;
import dev.semel.testkit.history.Checker;
import dev.semel.testkit.history.History;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** Workers that share a table of jobs, and the ways in which one takes another's. */
final class Workers {
  private static final Duration LEASE = Duration.ofSeconds(30);

  private Workers() {}

  static List<Piece<?>> pieces() {
    return List.of(
        Piece.<Start>of(
                "lease without a fence",
                "the paused owner comes back and finishes what another has done",
                "C13, R10",
                LeaseWithoutFence::new,
                LeaseWithFence::new)
            .caughtBy(Layer.MANUAL_CLOCK, Workers::pausedOwner, "j1 has 2 effects"),
        Piece.<Start>of(
                "stuck rows reset at start-up",
                "the row of a living worker looks like that of a dead one",
                "C13, R8",
                ResetsStuckRows::new,
                LeaseWithFence::new)
            .caughtBy(Layer.CHECKER, Workers::secondWorkerStarts, "j1 has 2 effects"));
  }

  /** Does jobs from the table. */
  private interface Worker {
    /** Takes a job, if there is one, works on it for a while, and finishes it. */
    void turn(Work work) throws Exception;
  }

  private interface Work {
    void go() throws Exception;
  }

  private interface Start {
    Worker on(DataSource database, Clock clock) throws Exception;
  }

  /** While the first worker is paused for longer than its lease, the second works. */
  private static void pausedOwner(Start start) throws Exception {
    overlapping(start, LEASE.multipliedBy(2));
  }

  /** While the first worker works, a second one is started, which works as well. */
  private static void secondWorkerStarts(Start start) throws Exception {
    overlapping(start, Duration.ofSeconds(1));
  }

  private static void overlapping(Start start, Duration pause) throws Exception {
    try (Bank market = Market.onH2()) {
      DataSource database = market.database();
      Sql.run(database, "insert into job (id, state) values ('j1', 'NEW')");
      ManualClock clock = ManualClock.at("2026-03-01T10:00:00Z");
      History history = History.inMemory();
      history.sent("j1");
      Worker first = start.on(database, clock);
      history
          .by("first")
          .delivering("j1")
          .around(
              () ->
                  first.turn(
                      () -> {
                        clock.advance(pause);
                        Worker second = start.on(database, clock);
                        history.by("second").delivering("j1").around(() -> second.turn(() -> {}));
                      }));
      clock.advance(LEASE.multipliedBy(2));
      start.on(database, clock).turn(() -> {});
      Sql.texts(database, "select payment from credit").forEach(history::applied);
      Checker.exactlyOnce().check(history).assertClean();
    }
  }

  private static void effect(Connection c, String job) throws SQLException {
    Bank.credit(c, Message.of(job, 10));
  }

  /** A job that was claimed. */
  private record Claim(String job, int token) {}

  private static Claim claim(DataSource database, Clock clock) throws Exception {
    Claim[] claim = {null};
    Tx.run(
        database,
        c -> {
          String job =
              Sql.text(
                  c,
                  "select id from job where state = 'NEW' or (state = 'RUNNING' and until < ?)"
                      + " order by id limit 1 for update",
                  clock.millis());
          if (job != null) {
            Sql.run(
                c,
                "update job set state = 'RUNNING', until = ?, token = token + 1 where id = ?",
                clock.millis() + LEASE.toMillis(),
                job);
            int token = (int) Sql.number(c, "select token from job where id = ?", job);
            claim[0] = new Claim(job, token);
          }
        });
    return claim[0];
  }

  /**
   * A scheduler's or a distributed lock's lease, renewed or not: whoever holds it works. It looks
   * right because nobody else gets the lease while it lasts; but a pause of the JVM, the machine or
   * the network lasts longer, and the one who was paused does not know.
   */
  record LeaseWithoutFence(DataSource database, Clock clock) implements Worker {
    @Override
    public void turn(Work work) throws Exception {
      Claim claim = claim(database, clock);
      if (claim != null) {
        work.go();
        Tx.run(
            database,
            c -> {
              effect(c, claim.job());
              Sql.run(c, "update job set state = 'DONE' where id = ?", claim.job());
            });
      }
    }
  }

  /**
   * {@code UPDATE job SET state = 'NEW' WHERE state = 'RUNNING'} in a {@code @PostConstruct}, or
   * every few minutes, because jobs of crashed processes stayed behind. It looks right because
   * after a start nothing can be running, as long as there is one process.
   */
  static final class ResetsStuckRows implements Worker {
    private final DataSource database;
    private final Clock clock;

    ResetsStuckRows(DataSource database, Clock clock) {
      this.database = database;
      this.clock = clock;
      Sql.run(database, "update job set state = 'NEW' where state = 'RUNNING'");
    }

    @Override
    public void turn(Work work) throws Exception {
      new LeaseWithoutFence(database, clock).turn(work);
    }
  }

  /** Right: whoever finishes must still have the token of his claim, or all is rolled back. */
  record LeaseWithFence(DataSource database, Clock clock) implements Worker {
    @Override
    public void turn(Work work) throws Exception {
      Claim claim = claim(database, clock);
      if (claim == null) {
        return;
      }
      work.go();
      try (Connection c = database.getConnection()) {
        c.setAutoCommit(false);
        effect(c, claim.job());
        int finished =
            Sql.count(
                c,
                "update job set state = 'DONE' where id = ? and token = ? and state = 'RUNNING'",
                claim.job(),
                claim.token());
        if (finished == 1) {
          c.commit();
        } else {
          c.rollback(); // Another one has it now.
        }
      }
    }
  }
}
