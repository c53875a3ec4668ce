// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.testkit.Boundary;
import dev.semel.testkit.Crash;
import dev.semel.testkit.Twice;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Consumers that ask one place what they have done, and do it in another. */
final class Stale {
  private Stale() {}

  static List<Piece<?>> pieces() {
    Start good = (database, other) -> new Inboxes.InsertFirst(database);
    return List.of(
        Piece.<Start>of(
                "dedup through a second data source",
                "two databases do not commit together",
                "C17",
                SecondDataSource::new,
                good)
            .caughtBy(Layer.CRASH, Stale::crash, "lost: p1")
            .caughtBy(Layer.BOUNDARY, Stale::boundary, "writes through 2 data sources"),
        Piece.<Start>of(
                "dedup read from a replica",
                "the replica does not know yet what was just done",
                "T18",
                ReadsReplica::new,
                good)
            .caughtBy(Layer.TWICE, Stale::twiceBeforeReplication, "balance 110 -> 120   (+10)"),
        Piece.<Start>of(
                "dedup read in an old snapshot",
                "a transaction that is older than the first delivery does not see it",
                "D3, T18",
                (database, other) -> new OldSnapshot(database),
                good)
            .caughtBy(Layer.TWICE, Stale::twiceOnPostgreSql, "balance 110 -> 120   (+10)"));
  }

  /** A consumer with two data sources. */
  private interface Start {
    Consumer on(DataSource database, DataSource other) throws Exception;
  }

  private static void crash(Start start) {
    try (Bank bank = Bank.onH2();
        Bank other = Bank.onH2()) {
      Crash.in(bank.database())
          .given(
              database -> {
                Bank.reset(database);
                Bank.reset(other.database());
              })
          .flow(
              world -> {
                Consumer consumer =
                    start.on(world.database(), world.database("inbox", other.database()));
                world.deliver("p1", () -> consumer.onMessage(Checks.P1));
              })
          .always(Bank.creditedOnce("p1"))
          .run()
          .assertHolds();
    }
  }

  private static void boundary(Start start) {
    try (Bank bank = Bank.onH2();
        Bank other = Bank.onH2()) {
      Boundary.of(bank.database())
          .withoutSocketWatch()
          .deliver(
              doors ->
                  start
                      .on(doors.database(), doors.database("inbox", other.database()))
                      .onMessage(Checks.P1))
          .assertEffectStaysInOneTransaction();
    }
  }

  /** Nothing is copied to the replica in between. */
  private static void twiceBeforeReplication(Start start) throws Exception {
    try (Bank bank = Bank.onH2();
        Bank replica = Bank.onH2()) {
      twice(start, bank, replica.database());
    }
  }

  private static void twiceOnPostgreSql(Start start) throws Exception {
    try (Bank bank = Bank.onPostgreSql()) {
      twice(start, bank, bank.database());
    }
  }

  private static void twice(Start start, Bank bank, DataSource other) throws Exception {
    Consumer consumer = start.on(bank.database(), other);
    try {
      Twice.of(bank.database())
          .deliver(database -> consumer.onMessage(Checks.P1))
          .assertSecondDeliveryChangedNothing();
    } finally {
      if (consumer instanceof OldSnapshot old) {
        old.reader.close();
      }
    }
  }

  /**
   * An idempotency library that was given its own data source, because its tables live in the
   * platform's database. It looks right because both writes stand in one method, and with the name
   * {@code @Transactional} above it.
   */
  record SecondDataSource(DataSource database, DataSource inbox) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      Tx.run(
          database,
          c -> {
            try {
              Tx.run(inbox, i -> Sql.run(i, "insert into seen (id) values (?)", message.id()));
            } catch (SQLException e) {
              if (Tx.isDuplicateKey(e)) {
                return;
              }
              throw e;
            }
            Bank.credit(c, message);
          });
    }
  }

  /**
   * A routing data source that sends {@code readOnly} transactions to a replica; the look-up of the
   * id is one. It looks right because the replica is never more than a second behind.
   */
  record ReadsReplica(DataSource database, DataSource replica) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      try (Connection c = replica.getConnection()) {
        if (Bank.has(c, "noted", message.id())) {
          return;
        }
      }
      Tx.run(
          database,
          c -> {
            Bank.credit(c, message);
            Sql.run(c, "insert into noted (id) values (?)", message.id());
          });
    }
  }

  /**
   * A session that lives as long as the consumer, in REPEATABLE READ or with a first-level cache:
   * an extended persistence context, for instance. It looks right because the question is asked
   * before every effect; but it is always answered from the day on which the session began.
   */
  static final class OldSnapshot implements Consumer {
    private final DataSource database;
    private final Connection reader;

    OldSnapshot(DataSource database) throws SQLException {
      this.database = database;
      reader = database.getConnection();
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      reader.setAutoCommit(false);
    }

    @Override
    public void onMessage(Message message) throws Exception {
      if (!Bank.has(reader, "noted", message.id())) {
        Tx.run(
            database,
            c -> {
              Bank.credit(c, message);
              Sql.run(c, "insert into noted (id) values (?)", message.id());
            });
      }
    }
  }
}
