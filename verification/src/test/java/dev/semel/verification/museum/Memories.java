// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.testkit.Crash;
import dev.semel.testkit.ManualClock;
import dev.semel.testkit.Twice;
import dev.semel.verification.databases.Sql;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** Consumers that remember for a while: in memory, or until a purge. */
final class Memories {
  private static final Duration REDELIVERED_AFTER = Duration.ofDays(6);

  private Memories() {}

  static List<Piece<?>> pieces() {
    return List.of(
        Piece.consumer(
                "dedup in memory",
                "the next process has forgotten what this one did",
                "C8, D11",
                InMemory::new,
                Inboxes.InsertFirst::new)
            .caughtBy(Layer.CRASH, Checks.crash(Bank::onH2, Checks.P1), "double: p1 has 2 effects"),
        Piece.<Rated>of(
                "cache marked before the commit",
                "the rollback leaves the mark in the cache, which answers for the redelivery",
                "D2, C18",
                CacheMarkedFirst::new,
                CacheMarkedLast::new)
            .caughtBy(Layer.CRASH, Memories::firstAttemptFails, "lost: p1"),
        Piece.<Timed>of(
                "time window shorter than redelivery",
                "what comes back after the purge is new again",
                "D10",
                (database, clock) -> new Window(database, clock, Duration.ofDays(1)),
                (database, clock) -> new Window(database, clock, Duration.ofDays(14)))
            .caughtBy(
                Layer.MANUAL_CLOCK, Memories::comesBackAfterDays, "balance 110 -> 120   (+10)"));
  }

  private interface Rated {
    Consumer on(DataSource database, Rates rates);
  }

  private interface Timed {
    Consumer on(DataSource database, Clock clock);
  }

  private static void firstAttemptFails(Rated start) {
    try (Bank bank = Bank.onH2()) {
      Crash.in(bank.database())
          .given(Bank::reset)
          .flow(
              world -> {
                Consumer consumer = start.on(world.database(), Rates.failingFirstFor("p1"));
                world.deliver("p1", () -> consumer.onMessage(Checks.P1));
              })
          .always(Bank.creditedOnce("p1"))
          .run()
          .assertHolds();
    }
  }

  private static void comesBackAfterDays(Timed start) {
    try (Bank bank = Bank.onH2()) {
      ManualClock clock = ManualClock.at("2026-03-01T10:00:00Z");
      Consumer consumer = start.on(bank.database(), clock);
      Twice.of(bank.database())
          .deliver(
              database -> {
                consumer.onMessage(Checks.P1);
                clock.advance(REDELIVERED_AFTER);
              })
          .assertSecondDeliveryChangedNothing();
    }
  }

  /**
   * A set in a field, or a Caffeine cache "for idempotency". It looks right in every test that
   * lives in one process, which is every test.
   */
  static final class InMemory implements Consumer {
    private final DataSource database;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    InMemory(DataSource database) {
      this.database = database;
    }

    @Override
    public void onMessage(Message message) throws Exception {
      if (!seen.contains(message.id())) {
        Tx.run(database, c -> Bank.credit(c, message));
        seen.add(message.id());
      }
    }
  }

  /**
   * A correct inbox table with a cache before it, to save the statement for duplicates; {@code
   * computeIfAbsent} or {@code add} marks and asks in one go. It looks right because it is atomic,
   * and the table behind it is there.
   */
  static final class CacheMarkedFirst implements Consumer {
    private final Rates rates;
    private final Consumer inbox;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    CacheMarkedFirst(DataSource database, Rates rates) {
      this.rates = rates;
      this.inbox = new Inboxes.InsertFirst(database);
    }

    @Override
    public void onMessage(Message message) throws Exception {
      if (seen.add(message.id())) {
        rates.look(message);
        inbox.onMessage(message);
      }
    }
  }

  /** Right: the cache is told after the commit, and only saves work. */
  static final class CacheMarkedLast implements Consumer {
    private final Rates rates;
    private final Consumer inbox;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    CacheMarkedLast(DataSource database, Rates rates) {
      this.rates = rates;
      this.inbox = new Inboxes.InsertFirst(database);
    }

    @Override
    public void onMessage(Message message) throws Exception {
      if (!seen.contains(message.id())) {
        rates.look(message);
        inbox.onMessage(message);
        seen.add(message.id());
      }
    }
  }

  /**
   * A purge that somebody set to a day because the table grew, or a Redis key with a TTL. It looks
   * right because nothing is redelivered after a day, until a queue stands still over a weekend.
   * With a window longer than the broker keeps a message, the same code is correct.
   */
  record Window(DataSource database, Clock clock, Duration window) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      long now = clock.millis();
      Tx.run(
          database,
          c -> {
            Sql.run(c, "delete from remembered where since < ?", now - window.toMillis());
            if (!Bank.has(c, "remembered", message.id())) {
              Sql.run(c, "insert into remembered (id, since) values (?, ?)", message.id(), now);
              Bank.credit(c, message);
            }
          });
    }
  }
}
