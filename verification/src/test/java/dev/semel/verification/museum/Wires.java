// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.testkit.history.Checker;
import dev.semel.testkit.history.History;
import dev.semel.testkit.network.ArmedFault;
import dev.semel.testkit.network.FaultProxy;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/** Consumers that draw the wrong conclusion from a connection that is lost. */
final class Wires {
  private static final int DELIVERIES = 10;
  private static final Duration STRIKES_WITHIN = Duration.ofSeconds(30);

  private Wires() {}

  static List<Piece<?>> pieces() {
    return List.of(
        Piece.consumer(
                "any SQL error is a duplicate",
                "a lost connection on the insert passes for a known id",
                "T1, T8",
                AnyErrorIsDuplicate::new,
                Inboxes.InsertFirst::new)
            .caughtBy(
                Layer.FAULT_PROXY,
                cutting(proxy -> proxy.on("insert into seen").cutBefore()),
                "p2 was sent"),
        Piece.consumer(
                "lost reply of the commit, done again",
                "the commit had happened, and nothing remembers it",
                "T2, C7",
                TriesAgain::new,
                Inboxes.InsertFirst::new)
            .caughtBy(
                Layer.FAULT_PROXY, cutting(proxy -> proxy.on("COMMIT").cutAfter()), "p2 has 2"),
        Piece.consumer(
                "failed commit put aside",
                "what is credited is on the list of what is not, and a person credits it again",
                "T2",
                PutsAside::new,
                Inboxes.InsertFirst::new)
            .caughtBy(
                Layer.FAULT_PROXY, cutting(proxy -> proxy.on("COMMIT").cutAfter()), "p2 has 2"));
  }

  /** A wire is cut once at that place; the broker delivers until it is acknowledged. */
  private static Piece.Check<Consumer.Start> cutting(Function<FaultProxy, ArmedFault> fault) {
    return start -> {
      try (Bank bank = Bank.onPostgreSql();
          FaultProxy proxy = FaultProxy.to(bank.port())) {
        Consumer consumer = start.on(bank.behind(proxy.port()));
        History history = History.inMemory();
        deliver(consumer, Checks.P1, history);
        ArmedFault cut = fault.apply(proxy);
        deliver(consumer, Checks.P2, history);
        cut.awaitStruck(STRIKES_WITHIN);
        Sql.texts(bank.database(), "select payment from credit").forEach(history::applied);
        // A person credits what was put aside.
        Sql.texts(bank.database(), "select payment from quarantine").forEach(history::applied);
        Checker.exactlyOnce().check(history).assertClean();
      }
    };
  }

  private static void deliver(Consumer consumer, Message message, History history)
      throws Exception {
    history.sent(message.id());
    for (int delivery = 1; ; delivery++) {
      try {
        history.delivering(message.id()).around(() -> consumer.onMessage(message));
        return;
      } catch (SQLException e) {
        if (delivery == DELIVERIES) {
          throw e;
        }
      }
    }
  }

  /**
   * {@code catch (DataAccessException e) { return; }} round the insert of the id. It looks right
   * because the one error that was ever seen there is the duplicate key.
   */
  record AnyErrorIsDuplicate(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      try (Connection c = database.getConnection()) {
        c.setAutoCommit(false);
        try {
          Sql.run(c, "insert into seen (id) values (?)", message.id());
        } catch (SQLException duplicate) {
          return;
        }
        Bank.credit(c, message);
        c.commit();
      }
    }
  }

  /**
   * A retry on lost connections, in the driver's URL, the pool or an aspect. It looks right because
   * a transaction that ended with an error was rolled back; the one whose reply was lost was not.
   */
  record TriesAgain(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      try {
        Tx.run(database, c -> Bank.credit(c, message));
      } catch (SQLException lost) {
        Tx.run(database, c -> Bank.credit(c, message));
      }
    }
  }

  /**
   * A dead-letter table for whatever threw, written in a transaction of its own. It looks right
   * because nothing is lost: it is either credited or on the list; here it is both.
   */
  record PutsAside(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      try {
        new Inboxes.InsertFirst(database).onMessage(message);
      } catch (SQLException failed) {
        Tx.run(database, c -> Bank.quarantine(c, message));
      }
    }
  }
}
