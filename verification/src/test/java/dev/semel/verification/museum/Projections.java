// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.testkit.Invariants;
import dev.semel.testkit.Reorder;
import dev.semel.testkit.Storm;
import dev.semel.verification.databases.Sql;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Views of what happened elsewhere, made from events that come in any order, and again. */
final class Projections {
  private static final int VERSIONS = 6;
  private static final int ROUNDS = 40;

  private Projections() {}

  static List<Piece<?>> pieces() {
    Start good = Versioned::new;
    return List.of(
        Piece.<Start>of(
                "last write wins",
                "the last to arrive is not the last that happened",
                "D5",
                LastWriteWins::new,
                good)
            .caughtBy(Layer.REORDER, Projections::reorder, "state 'PAID' -> 'ORDERED'"),
        Piece.<Start>of(
                "increments without numbers",
                "a delta that comes twice counts twice",
                "D1, D5",
                Increments::new,
                NumberedIncrements::new)
            .caughtBy(Layer.REORDER, Projections::reorder, "total "),
        Piece.<Start>of(
                "unexpected state skipped",
                "an event that comes early is dropped, and does not come again",
                "D5",
                SkipsUnexpected::new,
                good)
            .caughtBy(Layer.REORDER, Projections::reorder, "state "),
        Piece.<Start>of(
                "deleted row comes back",
                "a late update finds no row, and makes one",
                "D5, D13",
                DeletesTheRow::new,
                good)
            .caughtBy(Layer.REORDER, Projections::reorderWithDelete, "added"),
        Piece.<Start>of(
                "version compared in memory",
                "two compare with the same old version, and the older writes last",
                "D2, D5",
                ComparesInMemory::new,
                good)
            .caughtBy(Layer.STORM, Projections::storm, ", expected 7"));
  }

  /**
   * Something happened to an order.
   *
   * @param version of the order, from 1
   */
  record Event(String order, int version, String state, int delta) {}

  /** Takes events. */
  private interface Projection {
    void on(Event event) throws Exception;
  }

  private interface Start {
    Projection on(DataSource database);
  }

  private static void reorder(Start start) {
    reorder(
        start,
        new Event("o1", 1, "ORDERED", 5),
        new Event("o1", 2, "PAID", 7),
        new Event("o2", 1, "ORDERED", 11));
  }

  private static void reorderWithDelete(Start start) {
    reorder(
        start,
        new Event("o1", 1, "ORDERED", 5),
        new Event("o1", 2, "DELETED", 0),
        new Event("o2", 1, "ORDERED", 11));
  }

  private static void reorder(Start start, Event... events) {
    try (Bank bank = bank()) {
      Reorder.of(bank.database())
          .given(Projections::reset)
          .messages(events)
          .withDuplicates(1)
          .deliveredBy((database, event) -> start.on(database).on(event))
          .assertOrderDoesNotMatter();
    }
  }

  /** The versions of an order from as many threads; the highest has to win. */
  private static void storm(Start start) {
    try (Bank bank = bank()) {
      AtomicInteger deliveries = new AtomicInteger();
      Rendezvous rendezvous = new Rendezvous(VERSIONS);
      Storm.of(bank.database())
          .threads(VERSIONS)
          .rounds(ROUNDS)
          .given(
              database -> {
                reset(database);
                start.on(database).on(new Event("o1", 1, "ORDERED", 0));
              })
          .always(Invariants.conserved("select max(version) from view_of_order", VERSIONS + 1))
          .deliver(
              (database, round) -> {
                int version = 2 + deliveries.getAndIncrement() % VERSIONS;
                start.on(rendezvous.of(database, round)).on(new Event("o1", version, "PAID", 1));
              })
          .assertHolds();
    }
  }

  private static Bank bank() {
    Bank bank = Bank.onH2();
    Sql.run(
        bank.database(),
        "create table view_of_order (id varchar(100) primary key, version int not null,"
            + " state varchar(20) not null, total int not null)");
    Sql.run(
        bank.database(),
        "create table counted (id varchar(100), version int, primary key (id, version))");
    return bank;
  }

  private static void reset(DataSource database) {
    Bank.reset(database);
    Sql.run(database, "delete from view_of_order");
    Sql.run(database, "delete from counted");
  }

  private static final String UPSERT =
      "merge into view_of_order (id, version, state, total) key (id) values (?, ?, ?, ?)";

  /**
   * A search index or a read model that is overwritten with whatever comes. It looks right because
   * the events of a partition are ordered, until one goes through a retry topic.
   */
  record LastWriteWins(DataSource database) implements Projection {
    @Override
    public void on(Event event) {
      Sql.run(database, UPSERT, event.order(), event.version(), event.state(), 0);
    }
  }

  /**
   * {@code SET total = total + ?}: statistics, balances, stocks. It looks right because addition
   * does not care for the order; but it does for the number of times.
   */
  record Increments(DataSource database) implements Projection {
    @Override
    public void on(Event event) throws Exception {
      Tx.run(
          database,
          c -> {
            Sql.run(
                c,
                "merge into view_of_order v using (select cast(? as varchar(100)) as id) e"
                    + " on v.id = e.id when not matched then insert values (e.id, 0, '-', 0)",
                event.order());
            Sql.run(
                c,
                "update view_of_order set total = total + ? where id = ?",
                event.delta(),
                event.order());
          });
    }
  }

  /**
   * A state machine that takes a step only from the state before it, and logs what does not fit. It
   * looks right because it refuses to do nonsense; but it acknowledges what it refused.
   */
  record SkipsUnexpected(DataSource database) implements Projection {
    @Override
    public void on(Event event) throws Exception {
      Tx.run(
          database,
          c -> {
            String version =
                Sql.text(c, "select version from view_of_order where id = ?", event.order());
            int expected = version == null ? 1 : Integer.parseInt(version) + 1;
            if (event.version() == expected) {
              Sql.run(c, UPSERT, event.order(), event.version(), event.state(), 0);
            }
          });
    }
  }

  /**
   * A projection with a version that guards its updates, and deletes the row with the version in
   * it. It looks right because what is deleted has no version.
   */
  record DeletesTheRow(DataSource database) implements Projection {
    @Override
    public void on(Event event) throws Exception {
      if (event.state().equals("DELETED")) {
        Sql.run(database, "delete from view_of_order where id = ?", event.order());
      } else {
        new Versioned(database).on(event);
      }
    }
  }

  /**
   * Load, compare, save: the version check of somebody who has an entity in hand. It looks right
   * because the comparison is there; but it is not where the write is.
   */
  record ComparesInMemory(DataSource database) implements Projection {
    @Override
    public void on(Event event) throws Exception {
      Tx.run(
          database,
          c -> {
            String version =
                Sql.text(c, "select version from view_of_order where id = ?", event.order());
            if (version == null || Integer.parseInt(version) < event.version()) {
              Sql.run(c, UPSERT, event.order(), event.version(), event.state(), 0);
            }
          });
    }
  }

  /** Right: the database compares, in the statement that writes; what is deleted leaves a row. */
  record Versioned(DataSource database) implements Projection {
    @Override
    public void on(Event event) {
      Sql.run(
          database,
          "merge into view_of_order v using (select cast(? as varchar(100)) as id,"
              + " cast(? as int) as version, cast(? as varchar(20)) as state) e on v.id = e.id"
              + " when matched and v.version < e.version"
              + " then update set version = e.version, state = e.state"
              + " when not matched then insert values (e.id, e.version, e.state, 0)",
          event.order(),
          event.version(),
          event.state());
    }
  }

  /** Right: each delta has a number, and is counted one time, in the same transaction. */
  record NumberedIncrements(DataSource database) implements Projection {
    @Override
    public void on(Event event) throws Exception {
      Tx.run(
          database,
          c -> {
            int isNew =
                Sql.count(
                    c,
                    "insert into counted (id, version) select cast(? as varchar(100)), cast(? as int)"
                        + " where not exists (select 1 from counted where id = ? and version = ?)",
                    event.order(),
                    event.version(),
                    event.order(),
                    event.version());
            if (isNew == 1) {
              Sql.run(
                  c,
                  "merge into view_of_order v using (select cast(? as varchar(100)) as id) e"
                      + " on v.id = e.id when not matched then insert values (e.id, 0, '-', 0)",
                  event.order());
              Sql.run(
                  c,
                  "update view_of_order set total = total + ? where id = ?",
                  event.delta(),
                  event.order());
            }
          });
    }
  }
}
