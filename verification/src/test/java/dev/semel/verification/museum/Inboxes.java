// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Consumers that remember in their database what they have done, or should. */
final class Inboxes {
  private static final String MARK = "insert into seen (id) values (?)";

  private Inboxes() {}

  static List<Piece<?>> pieces() {
    Consumer.Start good = InsertFirst::new;
    return List.of(
        Piece.consumer("no dedup", "every delivery has its effect", "D1", NoDedup::new, good)
            .caughtBy(Layer.TWICE, Checks.twice(Bank::onH2), "balance 110 -> 120   (+10)")
            .caughtBy(Layer.CRASH, Checks.crash(Bank::onH2, Checks.P1), "double: p1 has 2 effects"),
        Piece.consumer(
                "check, then insert",
                "two deliveries both look before either has written",
                "D2",
                CheckThenInsert::new,
                good)
            .caughtBy(Layer.STORM, Checks.storm(Bank::onH2), "double: p"),
        Piece.consumer(
                "mark before the effect",
                "a death between the two transactions loses the effect",
                "C2",
                MarkBeforeEffect::new,
                good)
            .caughtBy(Layer.CRASH, Checks.crash(Bank::onH2, Checks.P1), "lost: p1")
            .caughtBy(
                Layer.BOUNDARY,
                Checks::boundary,
                "commits its writes to database in 2 transactions"),
        Piece.consumer(
                "effect before the mark",
                "a death between the two transactions doubles the effect",
                "C8",
                EffectBeforeMark::new,
                good)
            .caughtBy(Layer.CRASH, Checks.crash(Bank::onH2, Checks.P1), "double: p1 has 2 effects")
            .caughtBy(
                Layer.BOUNDARY,
                Checks::boundary,
                "commits its writes to database in 2 transactions"),
        Piece.consumer(
                "inbox row in a transaction of its own",
                "the inner transaction stays committed when the outer one is lost",
                "C17",
                RequiresNew::new,
                good)
            .caughtBy(Layer.CRASH, Checks.crash(Bank::onH2, Checks.P1), "lost: p1")
            .caughtBy(
                Layer.BOUNDARY, Checks::boundary, "writes through two connections of database"),
        Piece.consumer(
                "autocommit",
                "each statement is a transaction, so a death leaves the effect by half",
                "C3",
                Autocommit::new,
                good)
            .caughtBy(Layer.CRASH, Checks.crash(Bank::onH2, Checks.P1), "has no effect")
            .caughtBy(
                Layer.BOUNDARY,
                Checks::boundary,
                "commits its writes to database in 3 transactions"),
        Piece.consumer(
                "in progress counts as duplicate",
                "the claim of a dead process answers for work that nobody does",
                "D2, C2",
                InProgressIsDuplicate::new,
                good)
            .caughtBy(Layer.CRASH, Checks.crash(Bank::onH2, Checks.P1), "lost: p1")
            .caughtBy(
                Layer.BOUNDARY,
                Checks::boundary,
                "commits its writes to database in 2 transactions"),
        Piece.consumer(
                "counted attempts",
                "a limit of three attempts is a permission for three effects",
                "D1, D12",
                CountedAttempts::new,
                good)
            .caughtBy(Layer.TWICE, Checks.twice(Bank::onH2), "balance 110 -> 120   (+10)"),
        Piece.consumer(
                "on conflict do nothing, and on",
                "nobody looks at the count, so the duplicate has its effect as well",
                "D1",
                OnConflictDoNothing::new,
                CountOfTheInsert::new)
            .caughtBy(Layer.TWICE, Checks.twice(Bank::onPostgreSql), "balance 110 -> 120   (+10)"),
        Piece.consumer(
                "duplicate key logged, and on",
                "the exception said duplicate, and the code goes on to the effect",
                "D1",
                DuplicateKeyLogged::new,
                good)
            .caughtBy(Layer.TWICE, Checks.twice(Bank::onH2), "balance 110 -> 120   (+10)"));
  }

  /**
   * The listener of every tutorial: one message, one update. It looks right because in the tutorial
   * the broker delivers once.
   */
  record NoDedup(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      Tx.run(database, c -> Bank.credit(c, message));
    }
  }

  /**
   * The second version of that listener, after the first double credit: look whether the id is
   * there, else do it and note it, all in one transaction. It looks right because the transaction
   * is taken for a lock, and because one thread in a test never meets another.
   */
  record CheckThenInsert(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      Tx.run(
          database,
          c -> {
            if (!Bank.has(c, "noted", message.id())) {
              Bank.credit(c, message);
              Sql.run(c, "insert into noted (id) values (?)", message.id());
            }
          });
    }
  }

  /**
   * Written by whoever puts an {@code IdempotencyService} with transactions of its own before the
   * business service. It looks right because each of the two services is.
   */
  record MarkBeforeEffect(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      try {
        Tx.run(database, c -> Sql.run(c, MARK, message.id()));
      } catch (SQLException e) {
        if (Tx.isDuplicateKey(e)) {
          return;
        }
        throw e;
      }
      Tx.run(database, c -> Bank.credit(c, message));
    }
  }

  /**
   * The same two services, turned round after the first loss: mark only what was done. It looks
   * right because now nothing can be lost.
   */
  record EffectBeforeMark(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      try (Connection c = database.getConnection()) {
        if (Bank.has(c, "seen", message.id())) {
          return;
        }
      }
      Tx.run(database, c -> Bank.credit(c, message));
      Tx.run(database, c -> Sql.run(c, MARK, message.id()));
    }
  }

  /**
   * What {@code @Transactional(propagation = REQUIRES_NEW)} on the inbox repository does; put there
   * so that a duplicate key does not spoil the outer transaction. It looks right because the call
   * stands inside the outer transaction.
   */
  record RequiresNew(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      Tx.run(
          database,
          outer -> {
            try {
              Tx.run(database, inner -> Sql.run(inner, MARK, message.id()));
            } catch (SQLException e) {
              if (Tx.isDuplicateKey(e)) {
                return;
              }
              throw e;
            }
            Bank.credit(outer, message);
          });
    }
  }

  /**
   * Plain JDBC, or a {@code JdbcTemplate} without {@code @Transactional}: every statement commits
   * by itself. It looks right because the order of the statements is.
   */
  record Autocommit(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      try (Connection c = database.getConnection()) {
        Sql.run(c, MARK, message.id());
        Bank.credit(c, message);
      } catch (SQLException e) {
        if (!Tx.isDuplicateKey(e)) {
          throw e;
        }
      }
    }
  }

  /**
   * An idempotency table with a state machine, as many starters for web frameworks have it: a row
   * in state PROCESSING is taken for a duplicate, too. It looks right because somebody is at work
   * on it, unless that somebody is dead.
   */
  record InProgressIsDuplicate(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      try {
        Tx.run(
            database,
            c -> Sql.run(c, "insert into status (id, state) values (?, 'RUNNING')", message.id()));
      } catch (SQLException e) {
        if (Tx.isDuplicateKey(e)) {
          return;
        }
        throw e;
      }
      Tx.run(
          database,
          c -> {
            Bank.credit(c, message);
            Sql.run(c, "update status set state = 'DONE' where id = ?", message.id());
          });
    }
  }

  /**
   * The retry counter that grew into dedup: up to three attempts per message. It looks right
   * because a message that succeeds is not supposed to come again.
   */
  record CountedAttempts(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      Tx.run(
          database,
          c -> {
            String attempts =
                Sql.text(c, "select attempts from attempt where id = ?", message.id());
            if (attempts == null) {
              Sql.run(c, "insert into attempt (id, attempts) values (?, 1)", message.id());
            } else if (Integer.parseInt(attempts) < 3) {
              Sql.run(c, "update attempt set attempts = attempts + 1 where id = ?", message.id());
            } else {
              return;
            }
            Bank.credit(c, message);
          });
    }
  }

  /**
   * {@code ON CONFLICT DO NOTHING} (or {@code INSERT IGNORE}) put where the duplicate key exception
   * used to be. It looks right because duplicates do not fail any more.
   */
  record OnConflictDoNothing(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      Tx.run(
          database,
          c -> {
            Sql.run(c, MARK + " on conflict do nothing", message.id());
            Bank.credit(c, message);
          });
    }
  }

  /**
   * A repository whose {@code save} catches the duplicate key and writes "already there" to the
   * log. It looks right because the log says so.
   */
  record DuplicateKeyLogged(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      Tx.run(
          database,
          c -> {
            try {
              Sql.run(c, MARK, message.id());
            } catch (SQLException alreadyThere) {
              // It is in the log.
            }
            Bank.credit(c, message);
          });
    }
  }

  /** Right: the insert decides, first, in the transaction of the effect. */
  record InsertFirst(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      try {
        Tx.run(
            database,
            c -> {
              Sql.run(c, MARK, message.id());
              Bank.credit(c, message);
            });
      } catch (SQLException e) {
        if (!Tx.isDuplicateKey(e)) {
          throw e;
        }
      }
    }
  }

  /** Right: the count of the insert decides. */
  record CountOfTheInsert(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      Tx.run(
          database,
          c -> {
            if (Sql.count(c, MARK + " on conflict do nothing", message.id()) == 1) {
              Bank.credit(c, message);
            }
          });
    }
  }
}
