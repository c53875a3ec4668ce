// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Schema;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.verification.chaos.Door.Delivered;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A durable PostgreSQL that is killed with SIGKILL under load, again and again. */
class ServerKillTest {
  private static final int KILLS = Chaos.rounds(20);
  private static final int THREADS = 8;
  private static final int BATCH = 10;
  private static final String NO_CONNECTION = "while a connection was taken";

  private final ConcurrentLinkedQueue<List<Item>> undelivered = new ConcurrentLinkedQueue<>();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicInteger working = new AtomicInteger();
  private final AtomicLong broken = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong replays = new AtomicLong();
  private final AtomicLong deliveries = new AtomicLong();
  private final AtomicInteger number = new AtomicInteger();
  private volatile boolean over;

  @Test
  void what_was_acknowledged_survives_and_the_rest_happens_when_redelivered() throws Exception {
    Random random = Chaos.random("server kill");
    try (EmbeddedPostgres server = EmbeddedPostgres.start();
        HikariDataSource pool = pool(server)) {
      // Not through the pool: it holds back for a while after it met a server that was down.
      PGSimpleDataSource direct = new PGSimpleDataSource();
      direct.setUrl(server.jdbcUrl());
      Checker checker = new Checker(direct);
      Schema.of(pool).apply();
      Semel semel = Semel.with(pool).waitingUpTo(Duration.ofSeconds(3)).build();
      fill(checker);
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      List<Future<?>> consumers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Door door = Door.values()[i % Door.values().length];
        consumers.add(threads.submit(() -> consume(semel, door)));
      }
      int kills = 0;
      int underLoad = 0;
      try {
        while (underLoad < KILLS && kills < 2 * KILLS) {
          kills++;
          underLoad += kill(server, checker, 20 + random.nextInt(150)) ? 1 : 0;
        }
      } finally {
        over = true;
        threads.shutdown();
      }
      for (Future<?> consumer : consumers) {
        consumer.get();
      }
      drain(semel);
      Chaos.tell(
          "server kill",
          ("%d kills, %d under load, %d deliveries of %d items, %d broken in flight, %d found no"
                  + " server, %d replayed")
              .formatted(
                  kills,
                  underLoad,
                  deliveries.get(),
                  acknowledged.size(),
                  broken.get(),
                  refused.get(),
                  replays.get()));
      assertThat(underLoad).as("kills that broke deliveries in flight").isEqualTo(KILLS);
      assertThat((long) acknowledged.size()).isEqualTo(checker.effects());
      checker.assertExactlyOnce();
    }
  }

  /**
   * Kills the server once enough was acknowledged since its start, and starts it again.
   *
   * @return whether that broke deliveries in flight
   */
  private boolean kill(EmbeddedPostgres server, Checker checker, int more) throws Exception {
    int enough = acknowledged.size() + more;
    Poll.until(
        "deliveries are acknowledged",
        Duration.ofSeconds(60),
        () -> {
          if (undelivered.size() < 2 * THREADS) {
            fill(checker);
          }
          return acknowledged.size() >= enough && working.get() > 1;
        });
    long brokenBefore = broken.get();
    long refusedBefore = refused.get();
    server.kill();
    Set<String> promised = Set.copyOf(acknowledged);
    Poll.until(
        "deliveries fail",
        Duration.ofSeconds(30),
        () -> broken.get() > brokenBefore || refused.get() > refusedBefore + 2 * THREADS * BATCH);
    int port = server.port();
    server.restart();
    assertThat(server.port()).as("the port the pool knows").isEqualTo(port);
    List<String> lost = checker.lost();
    assertThat(lost)
        .as("acknowledged, and lost by the crash")
        .doesNotContainAnyElementsOf(promised);
    return broken.get() > brokenBefore;
  }

  private void fill(Checker checker) throws Exception {
    List<Item> items =
        IntStream.range(0, 400).mapToObj(i -> Item.of(number.getAndIncrement())).toList();
    checker.send(items);
    for (int i = 0; i < items.size(); i += BATCH) {
      undelivered.add(items.subList(i, i + BATCH));
    }
  }

  private void consume(Semel semel, Door door) {
    while (!over) {
      List<Item> items = undelivered.poll();
      if (items == null) {
        Thread.onSpinWait();
      } else {
        deliver(semel, door, items);
      }
    }
  }

  private void drain(Semel semel) {
    for (List<Item> items = undelivered.poll(); items != null; items = undelivered.poll()) {
      deliver(semel, Door.BATCH, items);
    }
  }

  /** Delivers once; what is not acknowledged goes back to be delivered by anybody. */
  private void deliver(Semel semel, Door door, List<Item> items) {
    try {
      deliveries.addAndGet(items.size());
      Delivered delivered = door.deliver(semel, items, this::work);
      delivered.applied.forEach(item -> acknowledged.add(item.id()));
      delivered.replayed.forEach(item -> acknowledged.add(item.id()));
      replays.addAndGet(delivered.replayed.size());
      if (!delivered.open.isEmpty()) {
        boolean connected =
            delivered.why.stream().noneMatch(e -> e.getMessage().contains(NO_CONNECTION));
        (connected ? broken : refused).addAndGet(delivered.open.size());
        undelivered.add(delivered.open);
      }
    } catch (Exception e) { // What the effect threw when its connection died.
      broken.addAndGet(items.size());
      undelivered.add(items);
    }
  }

  private void work(Tx tx, Item item) throws SQLException {
    working.incrementAndGet();
    try {
      item.apply(tx);
    } finally {
      working.decrementAndGet();
    }
  }

  private static HikariDataSource pool(EmbeddedPostgres server) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(server.jdbcUrl());
    config.setMaximumPoolSize(THREADS + 2);
    config.setConnectionTimeout(300);
    return new HikariDataSource(config);
  }
}
