// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.testkit.Crash;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Consumers with dedup and effect in one transaction, which then is not one. */
final class Transactions {
  private static final String MARK = "insert into seen (id) values (?)";

  private Transactions() {}

  static List<Piece<?>> pieces() {
    Consumer.Start good = Inboxes.InsertFirst::new;
    return List.of(
        Piece.consumer(
                "commit inside the handler",
                "the mark is committed with half of the effect",
                "C17",
                CommitsInside::new,
                good)
            .caughtBy(Layer.CRASH, Checks.crash(Bank::onH2, Checks.P1), "lost: p1")
            .caughtBy(
                Layer.BOUNDARY,
                Checks::boundary,
                "commits its writes to database in 2 transactions"),
        Piece.consumer(
                "DDL inside the handler",
                "a table made on the way commits what was done so far",
                "T6",
                MakesTable::new,
                good)
            .caughtBy(Layer.CRASH, Checks.crash(Bank::onH2, Checks.P1), "lost: p1")
            .caughtBy(Layer.BOUNDARY, Checks::boundary, "committed by H2, as DDL does"),
        Piece.<Rated>of(
                "autocommit switched back in finally",
                "switching it on commits what the exception should have rolled back",
                "T12, C14",
                SwitchesBack::new,
                RollsBack::new)
            .caughtBy(Layer.CRASH, Transactions::failingOnce, "lost: p1"),
        Piece.consumer(
                "swallowed SQL error, then commit",
                "PostgreSQL answers the commit with a rollback, and the driver says nothing",
                "T4, C18",
                SwallowsSqlError::new,
                AvoidsSqlError::new)
            .caughtBy(
                Layer.CRASH,
                Checks.crashOnce(Transactions::withKnownCustomer, Checks.P1),
                "lost: p1"),
        Piece.consumer(
                "retry inside a failed transaction",
                "after the first error every statement fails, and the retries are used up",
                "T7",
                RetriesInside::new,
                RetriesOutside::new)
            .caughtBy(
                Layer.CRASH, Checks.crashOnce(Transactions::withHiccup, Checks.P1), "lost: p1"));
  }

  private interface Rated {
    Consumer on(DataSource database, Rates rates);
  }

  private static void failingOnce(Rated start) {
    try (Bank bank = Bank.onH2()) {
      Crash.in(bank.database())
          .given(Bank::reset)
          .flow(
              world -> {
                Consumer consumer = start.on(world.database(), Rates.failingFirstFor("p1"));
                world.deliver("p1", () -> consumer.onMessage(Checks.P1));
              })
          .always(Bank.creditedOnce("p1"), Bank.balanced())
          .run()
          .assertHolds();
    }
  }

  /** The customer of the payment is a customer already. */
  private static Bank withKnownCustomer() {
    Bank bank = Bank.onPostgreSql();
    Sql.run(bank.database(), "create table visitor (name varchar(100) primary key)");
    Sql.run(bank.database(), "insert into visitor (name) values (?)", Checks.P1.tenant());
    return bank;
  }

  /** The first credit of every schedule meets a deadlock, by a trigger that says so. */
  private static Bank withHiccup() {
    Bank bank = Bank.onPostgreSql();
    for (String sql :
        List.of(
            "create sequence hiccup",
            "create function hiccup() returns trigger language plpgsql as $$ begin"
                + " if nextval('hiccup') = 1 then"
                + " raise exception 'deadlock detected' using errcode = '40P01'; end if;"
                + " return new; end $$",
            "create trigger hiccup before insert on credit"
                + " for each row execute function hiccup()",
            // Every schedule begins by emptying the table.
            "create function healthy() returns trigger language plpgsql as $$ begin"
                + " perform setval('hiccup', 1, false); return null; end $$",
            "create trigger healthy after delete on credit"
                + " for each statement execute function healthy()")) {
      Sql.run(bank.database(), sql);
    }
    return bank;
  }

  /** What a framework does round a handler: the mark, the handler, the commit. */
  private static void inbox(DataSource database, Message message, Tx.Work handler)
      throws Exception {
    try {
      Tx.run(
          database,
          c -> {
            Sql.run(c, MARK, message.id());
            handler.in(c);
          });
    } catch (SQLException e) {
      if (!Tx.isDuplicateKey(e)) {
        throw e;
      }
    }
  }

  private static void grow(Connection c, Message message) throws SQLException {
    Sql.run(
        c, "update account set balance = balance + ? where id = ?", message.amount(), Bank.ACCOUNT);
  }

  private static void note(Connection c, Message message) throws SQLException {
    Sql.run(
        c, "insert into credit (payment, amount) values (?, ?)", message.id(), message.amount());
  }

  /**
   * A repository from before there was a framework: it commits when it is done with its part. It
   * looks right wherever it is called alone.
   */
  record CommitsInside(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      inbox(
          database,
          message,
          c -> {
            grow(c, message);
            c.commit();
            note(c, message);
          });
    }
  }

  /**
   * A partition or a temporary table made when it is missing. It looks right on PostgreSQL, where
   * DDL is part of the transaction; on MySQL, MariaDB, Oracle and H2 it commits.
   */
  record MakesTable(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      inbox(
          database,
          message,
          c -> {
            grow(c, message);
            Sql.run(c, "create table if not exists statement_2026_03 (id int)");
            note(c, message);
          });
    }
  }

  /**
   * Hand-written JDBC that leaves the connection as it found it, for the pool. It looks right
   * because without the commit nothing is committed; but JDBC commits when autocommit is switched.
   */
  record SwitchesBack(DataSource database, Rates rates) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      try (Connection c = database.getConnection()) {
        c.setAutoCommit(false);
        try {
          if (!Bank.has(c, "seen", message.id())) {
            Sql.run(c, MARK, message.id());
            rates.look(message);
            Bank.credit(c, message);
          }
          c.commit();
        } finally {
          c.setAutoCommit(true);
        }
      }
    }
  }

  /** Right: rolls back before it switches. */
  record RollsBack(DataSource database, Rates rates) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      try (Connection c = database.getConnection()) {
        c.setAutoCommit(false);
        try {
          if (!Bank.has(c, "seen", message.id())) {
            Sql.run(c, MARK, message.id());
            rates.look(message);
            Bank.credit(c, message);
          }
          c.commit();
        } catch (Exception e) {
          c.rollback();
          throw e;
        } finally {
          c.setAutoCommit(true);
        }
      }
    }
  }

  /**
   * A statistic, an audit row or a "first seen" at the end of the handler, in a try of its own,
   * because it must not disturb the payment. It looks right because the payment was written before.
   */
  record SwallowsSqlError(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      inbox(
          database,
          message,
          c -> {
            Bank.credit(c, message);
            try {
              Sql.run(c, "insert into visitor (name) values (?)", message.tenant());
            } catch (SQLException alreadyKnown) {
              // Not our business.
            }
          });
    }
  }

  /** Right: a statement that does not fail. */
  record AvoidsSqlError(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      inbox(
          database,
          message,
          c -> {
            Bank.credit(c, message);
            Sql.run(
                c,
                "insert into visitor (name) values (?) on conflict do nothing",
                message.tenant());
          });
    }
  }

  /**
   * {@code @Retryable} on a repository, inside the {@code @Transactional} of the listener, and a
   * dead-letter table for what fails three times. It looks right because a deadlock is worth a
   * retry; but not in the transaction that it has ended.
   */
  record RetriesInside(DataSource database) implements Consumer {
    private static final int ATTEMPTS = 3;

    @Override
    public void onMessage(Message message) throws Exception {
      try {
        inbox(
            database,
            message,
            c -> {
              for (int attempt = 1; ; attempt++) {
                try {
                  Bank.credit(c, message);
                  return;
                } catch (SQLException e) {
                  if (attempt == ATTEMPTS) {
                    throw e;
                  }
                }
              }
            });
      } catch (SQLException threeTimes) {
        Tx.run(database, c -> Bank.quarantine(c, message));
      }
    }
  }

  /** Right: the whole transaction again. */
  record RetriesOutside(DataSource database) implements Consumer {
    private static final int ATTEMPTS = 3;

    @Override
    public void onMessage(Message message) throws Exception {
      for (int attempt = 1; ; attempt++) {
        try {
          inbox(database, message, c -> Bank.credit(c, message));
          return;
        } catch (SQLException e) {
          if (attempt == ATTEMPTS) {
            throw e;
          }
        }
      }
    }
  }
}
