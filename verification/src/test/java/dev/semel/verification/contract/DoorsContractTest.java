// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.semel.Effect;
import dev.semel.Key;
import dev.semel.MismatchException;
import dev.semel.Outcome;
import dev.semel.Semel;
import dev.semel.SemelException;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every door promises about duplicates and about effects that fail. */
@OnEveryServer
class DoorsContractTest extends Contract {

  @ParameterizedTest
  @EnumSource(Door.class)
  void a_duplicate_changes_nothing_and_gets_the_first_result(Door door) throws Exception {
    Checks.duplicateChangesNothing(db, semel, db.dataSource(), door, fresh());
  }

  @Test
  void a_duplicate_whose_work_is_refused_because_it_is_done_is_still_a_duplicate() {
    // A late duplicate meets its own first effect before it meets the ledger.
    for (Semel door : List.of(semel, semel.optimistic())) {
      Key key = fresh();
      int id = 1_000 + Math.abs(key.hashCode() % 1_000_000);
      Effect<SQLException> once =
          tx -> Sql.run(tx.connection(), "insert into taken (id) values (" + id + ")");
      Effect<RuntimeException> added = tx -> tx.add("insert into taken (id) values (?)", id);
      assertThat(attempt(door, key, once)).isEqualTo(new Outcome.Done<>(null, false));
      assertThat(attempt(door, key, once)).isEqualTo(new Outcome.Done<>(null, true));
      assertThat(door.attempt(key, added)).isEqualTo(new Outcome.Done<>(null, true));
      Key other = fresh();
      assertThat(catchThrowable(() -> door.attempt(other, once))).isInstanceOf(SQLException.class);
      assertThat(db.settled(other.scope())).isZero();
    }
  }

  private static Outcome<Void> attempt(Semel door, Key key, Effect<SQLException> effect) {
    try {
      return door.attempt(key, effect);
    } catch (SQLException e) {
      throw new AssertionError("a duplicate was reported as an error", e);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void duplicates_at_the_same_moment_happen_once(Door door) throws Exception {
    Checks.concurrentDuplicatesHappenOnce(db, semel, db.dataSource(), door, fresh());
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void other_content_under_the_same_key_is_refused_loudly(Door door) throws Exception {
    Checks.otherContentIsRefused(db, semel, db.dataSource(), door, fresh());
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void an_effect_done_through_one_door_is_a_duplicate_at_every_other(Door door) throws Exception {
    Key key = fresh();
    String unused = door.deliver(semel, db.dataSource(), key, inserting(key));
    for (Door other : Door.values()) {
      if (other.hasResult() && !door.hasResult()) {
        Throwable asked =
            catchThrowable(() -> other.deliver(semel, db.dataSource(), key, inserting(key)));
        assertCode(asked, "SEMEL-019");
      } else {
        unused = other.deliver(semel, db.dataSource(), key, inserting(key));
      }
    }
    assertHappenedOnce(key);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void what_the_effect_throws_comes_out_untouched_and_leaves_the_key_free(Door door)
      throws Exception {
    Throwable[] each = {
      new IOException("checked"), new IllegalStateException("unchecked"), new StackOverflowError()
    };
    for (Throwable thrown : each) {
      Key key = fresh();
      Throwable caught =
          catchThrowable(
              () ->
                  door.deliver(
                      semel,
                      db.dataSource(),
                      key,
                      tx -> {
                        db.insertEffect(tx.connection(), key.id(), "half");
                        tx.add("insert into effect (id, what) values (?, 'added')", key.id());
                        rethrow(thrown);
                      }));
      assertThat(caught).isSameAs(thrown);
      assertNothingHappened(key);
      assertRedeliveryHeals(door, key);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void a_swallowed_sql_error_is_never_acknowledged(Door door) throws Exception {
    Key key = fresh();
    Throwable caught =
        catchThrowable(
            () -> door.deliver(semel, db.dataSource(), key, Checks.swallowingAnError(db, key)));
    assertCode(caught, "SEMEL-017");
    assertNothingHappened(key);
    Checks.acknowledgedMeansOnce(
        db, semel, db.dataSource(), door, key, Checks.swallowingAnError(db, key));
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void an_error_that_a_savepoint_undid_does_no_harm(Door door) throws Exception {
    Key key = fresh();
    String unused =
        door.deliver(
            semel,
            db.dataSource(),
            key,
            tx -> {
              db.insertEffect(tx.connection(), key.id(), "effect");
              var savepoint = tx.connection().setSavepoint("mine");
              Checks.violate(tx.connection());
              tx.connection().rollback(savepoint);
            });
    assertHappenedOnce(key);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void a_savepoint_set_after_a_swallowed_error_does_not_undo_it(Door door) throws Exception {
    Key key = fresh();
    Throwable caught =
        catchThrowable(
            () ->
                door.deliver(
                    semel,
                    db.dataSource(),
                    key,
                    tx -> {
                      db.insertEffect(tx.connection(), key.id(), "half");
                      Checks.violate(tx.connection());
                      try {
                        var savepoint = tx.connection().setSavepoint("late");
                        Checks.violate(tx.connection());
                        tx.connection().rollback(savepoint);
                      } catch (SQLException e) {
                        return; // PostgreSQL sets no savepoint any more.
                      }
                    }));
    assertCode(caught, "SEMEL-017");
    assertNothingHappened(key);
    assertRedeliveryHeals(door, key);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void an_error_in_an_added_statement_leaves_the_key_free(Door door) throws Exception {
    Key key = fresh();
    Throwable caught =
        catchThrowable(
            () ->
                door.deliver(
                    semel,
                    db.dataSource(),
                    key,
                    tx -> {
                      tx.add("insert into effect (id, what) values (?, 'added')", key.id());
                      tx.add("insert into taken (id) values (?)", 1);
                    }));
    assertThat(caught)
        .isInstanceOf(SemelException.class)
        .hasRootCauseInstanceOf(SQLException.class);
    assertNothingHappened(key);
    assertRedeliveryHeals(door, key);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void added_statements_commit_with_the_effect(Door door) throws Exception {
    Key key = fresh();
    Door.Work adding = tx -> tx.add("insert into effect (id, what) values (?, 'added')", key.id());
    String first = door.deliver(semel, db.dataSource(), key, adding);
    assertThat(door.deliver(semel, db.dataSource(), key, adding)).isEqualTo(first);
    assertHappenedOnce(key);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void a_duplicate_is_not_answered_before_the_winner_has_committed(Door door) throws Exception {
    Key key = fresh();
    Race race = new Race(door, key, false);
    assertThat(race.loserWasAnsweredEarly()).as("lost if the winner now died").isFalse();
    race.letGo();
    String winner = race.winner();
    assertThat(race.loser()).as("the winner's result").isEqualTo(winner);
    assertHappenedOnce(key);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void when_the_winner_rolls_back_the_loser_applies(Door door) throws Exception {
    Key key = fresh();
    Race race = new Race(door, key, true);
    assertThat(race.loserWasAnsweredEarly()).as("lost, the winner will roll back").isFalse();
    race.letGo();
    Throwable failure = catchThrowable(race::winner);
    if (failure == null) {
      // Nobody claims an optimistic key, so the other one may have been done by then.
      assertThat(door.name()).startsWith("OPTIMISTIC");
    } else {
      assertThat(failure).hasRootCauseInstanceOf(IOException.class);
    }
    String unused = race.loser();
    assertHappenedOnce(key);
  }

  @ParameterizedTest
  @EnumSource(
      value = Door.class,
      names = {"ONCE", "ONCE_WITH_RESULT", "ATTEMPT"})
  void a_duplicate_with_little_patience_is_told_busy(Door door) throws Exception {
    Key key = fresh();
    Race race = new Race(door, key, false, false);
    Throwable caught =
        catchThrowable(
            () ->
                door.deliver(
                    semel.waitingUpTo(Duration.ofMillis(30)),
                    db.dataSource(),
                    key,
                    inserting(key)));
    assertCode(caught, "SEMEL-005");
    race.letGo();
    String unused = race.winner();
    assertHappenedOnce(key);
    unused = door.deliver(semel, db.dataSource(), key, inserting(key));
    assertHappenedOnce(key);
  }

  /** A winner that stands in its effect and a loser that has come after it. */
  private final class Race {
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicBoolean released = new AtomicBoolean();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Future<String> winner;
    private final Future<String> loser;
    private final AtomicInteger loserTries = new AtomicInteger();
    private volatile boolean early;

    Race(Door door, Key key, boolean winnerThrows) throws Exception {
      this(door, key, winnerThrows, true);
    }

    Race(Door door, Key key, boolean winnerThrows, boolean withLoser) throws Exception {
      winner =
          threads.submit(
              () ->
                  door.deliver(
                      semel,
                      db.dataSource(),
                      key,
                      tx -> {
                        db.insertEffect(tx.connection(), key.id(), "winner");
                        inside.countDown();
                        if (!go.await(30, TimeUnit.SECONDS)) {
                          throw new AssertionError("nobody let the winner go");
                        }
                        if (winnerThrows) {
                          throw new IOException("the winner fails");
                        }
                      }));
      assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
      loser = withLoser ? threads.submit(() -> lose(door, key)) : null;
    }

    private String lose(Door door, Key key) throws Exception {
      while (true) {
        loserTries.incrementAndGet();
        try {
          String result =
              door.deliver(
                  semel,
                  db.dataSource(),
                  key,
                  tx -> {
                    if (door.isOptimistic()) {
                      // It works first and asks later, so it must come after the winner here.
                      letGo();
                    }
                    db.insertEffect(tx.connection(), key.id(), "loser");
                  });
          early = !released.get();
          return result;
        } catch (SemelException e) {
          if (e instanceof MismatchException || !released.get() && loserTries.get() > 10_000) {
            throw e;
          }
        }
      }
    }

    /** Gives the loser time to do wrong: until it waits, or was refused, or has tried a lot. */
    boolean loserWasAnsweredEarly() {
      boolean unused =
          Eventually.is(
              () ->
                  loser.isDone() || db.waitingForLocks() > 0 || loserTries.get() > 1 || age() > 60);
      return loser.isDone() && early;
    }

    private final long began = System.nanoTime();

    private long age() {
      return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }

    void letGo() {
      released.set(true);
      go.countDown();
    }

    String winner() throws Exception {
      return winner.get(60, TimeUnit.SECONDS);
    }

    String loser() throws Exception {
      try {
        return loser.get(60, TimeUnit.SECONDS);
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private static void rethrow(Throwable thrown) throws Exception {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (Exception) thrown;
  }
}
