// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Key;
import dev.semel.MismatchException;
import dev.semel.Semel;
import dev.semel.SemelException;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * The checks that have a negative control. Each throws an {@link AssertionError} that says "lost",
 * "doubled" or what else was broken.
 */
final class Checks {
  private Checks() {}

  static void nothingHappened(TestDatabase db, Key key) {
    assertThat(db.effects(key.id())).as("%s: effects that must not be there", key).isEmpty();
    assertThat(db.settled(key.scope())).as("%s: lost, its row is there without it", key).isZero();
    assertThat(db.unsettled(key.scope())).as("%s: rows left unsettled", key).isZero();
  }

  static void happenedOnce(TestDatabase db, Key key) {
    int effects = db.effects(key.id()).size();
    assertThat(effects).as("%s: lost", key).isNotZero();
    assertThat(effects).as("%s: doubled", key).isEqualTo(1);
    assertThat(db.settled(key.scope())).as("%s: ledger rows", key).isEqualTo(1);
    assertThat(db.unsettled(key.scope())).as("%s: rows left unsettled", key).isZero();
  }

  /** An acknowledged delivery has its effect; a refused one has not, and can be repeated. */
  static void acknowledgedMeansOnce(
      TestDatabase db, Semel semel, DataSource dataSource, Door door, Key key, Door.Work work)
      throws Exception {
    boolean acknowledged = acknowledged(() -> door.deliver(semel, dataSource, key, work));
    int effects = db.effects(key.id()).size();
    assertThat(!acknowledged || effects == 1)
        .as("%s through %s: lost, acknowledged with %d effects", key, door, effects)
        .isTrue();
    for (int i = 0; i < 2; i++) {
      String unused =
          door.deliver(
              semel,
              dataSource,
              key,
              tx -> db.insertEffect(tx.connection(), key.id(), "redelivered"));
    }
    happenedOnce(db, key);
  }

  /** A duplicate after the first delivery. */
  static void duplicateChangesNothing(
      TestDatabase db, Semel semel, DataSource dataSource, Door door, Key key) throws Exception {
    Door.Work work = tx -> db.insertEffect(tx.connection(), key.id(), "effect");
    String first = door.deliver(semel, dataSource, key, work);
    for (int i = 0; i < 3; i++) {
      assertThat(door.deliver(semel, dataSource, key, work))
          .as("the first result")
          .isEqualTo(first);
    }
    happenedOnce(db, key);
  }

  /** Many deliveries of one key at the same moment. */
  static void concurrentDuplicatesHappenOnce(
      TestDatabase db, Semel semel, DataSource dataSource, Door door, Key key) throws Exception {
    int deliveries = 8;
    Door.Work work = tx -> db.insertEffect(tx.connection(), key.id(), "effect");
    CyclicBarrier together = new CyclicBarrier(deliveries);
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < deliveries; i++) {
      calls.add(
          () -> {
            together.await(30, TimeUnit.SECONDS);
            return untilAnswered(() -> door.deliver(semel, dataSource, key, work));
          });
    }
    List<String> results = all(calls);
    happenedOnce(db, key);
    assertThat(results.stream().distinct().toList()).as("one result for all").hasSize(1);
  }

  /** The same key with other content. */
  static void otherContentIsRefused(
      TestDatabase db, Semel semel, DataSource dataSource, Door door, Key key) throws Exception {
    Key ten = key.over("10 EUR".getBytes(StandardCharsets.UTF_8));
    Key twenty = key.over("20 EUR".getBytes(StandardCharsets.UTF_8));
    Door.Work work = tx -> db.insertEffect(tx.connection(), key.id(), "effect");
    String unused = delivered(door, semel, dataSource, ten, work);
    Exception refused = null;
    try {
      unused = delivered(door, semel, dataSource, twenty, work);
    } catch (SemelException e) {
      refused = e;
    }
    assertThat(refused)
        .as("%s through %s: lost, other content was answered as a duplicate", key, door)
        .isInstanceOf(MismatchException.class);
    happenedOnce(db, key);
  }

  /** Batches take the content beside the key. */
  private static String delivered(
      Door door, Semel semel, DataSource dataSource, Key key, Door.Work work) throws Exception {
    if (!door.isBatch()) {
      return door.deliver(semel, dataSource, key, work);
    }
    byte[] content = key.fingerprint().orElseThrow().bytes();
    var report =
        semel
            .batch(key.scope(), List.of(key))
            .keyedBy(Key::id)
            .over(item -> content)
            .attempt((tx, item) -> work.on(tx));
    if (!report.failed().isEmpty()) {
      throw report.failed().get(0).cause();
    }
    return null;
  }

  /** An effect that catches an SQL error and carries on. */
  static Door.Work swallowingAnError(TestDatabase db, Key key) {
    return tx -> {
      db.insertEffect(tx.connection(), key.id(), "before the error");
      violate(tx.connection());
    };
  }

  /** A unique violation, swallowed; whether it really happened is asserted. */
  static void violate(Connection c) {
    try {
      Sql.run(c, "insert into taken (id) values (1)");
    } catch (SQLException e) {
      return;
    }
    throw new AssertionError("the fault did not happen: no unique violation");
  }

  /** What a caller does with an aborted caller's transaction: deliver again. */
  private static String untilAnswered(Callable<String> delivery) throws Exception {
    for (int i = 0; ; i++) {
      try {
        return delivery.call();
      } catch (SemelException e) {
        if (i == 20 || !List.of("SEMEL-022", "SEMEL-023", "SEMEL-005").contains(e.code())) {
          throw e;
        }
      }
    }
  }

  static boolean acknowledged(Callable<?> delivery) {
    try {
      Object unused = delivery.call();
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  /** Runs calls at the same time, one thread each. */
  static <T> List<T> all(List<Callable<T>> calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(calls, 120, TimeUnit.SECONDS)) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
