// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.spi.Publisher;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Six writers with transactions of random lengths while a relay is at work. */
class StormTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");
  private static final long SEED = Long.getLong("semel.storm.seed", System.nanoTime());
  private static final int WRITERS = 6;
  private static final int KEYS = 400;

  private TestDatabase db;
  private Semel semel;
  private Truth truth;

  @BeforeEach
  void open() {
    db = PostgresServers.forgetfulDatabase();
    semel = Semel.on(db.dataSource());
    truth = Truth.create(db.dataSource(), KEYS);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void nothing_is_skipped_and_the_order_of_each_key_is_exact() throws Exception {
    Arrivals sent = new Arrivals();
    storm("storm", FULL ? 1_000_000 : 40_000, sent, Sinks.ordered(sent::arrive));
  }

  @Test
  void nor_when_answers_come_late_and_in_any_order() throws Exception {
    Arrivals sent = new Arrivals();
    storm("scattered", FULL ? 300_000 : 20_000, sent, Sinks.scattered(SEED, sent::arrive));
  }

  @SuppressWarnings("try") // The relay works by itself.
  private void storm(String name, long messages, Arrivals sent, Publisher publisher)
      throws Exception {
    Semel other = Semel.on(db.pool(3));
    try (Relay relay = other.relay().to(publisher).start();
        Writers writers = writers(name, messages).start()) {
      writers.await();
      sent.await(truth);
      System.out.println("storm " + name + ": " + sent);
    }
    sent.assertExact(truth);
  }

  @Test
  void naive_readers_of_the_same_storm_lose_messages_or_their_order() throws Exception {
    Sql.run(db.dataSource(), NaiveReader.ADD_OWN);
    Map<NaiveReader, Arrivals> read = new EnumMap<>(NaiveReader.class);
    Map<NaiveReader, Future<?>> readers = new EnumMap<>(NaiveReader.class);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Writers writers = writers("naive readers", FULL ? 30_000 : 6_000).start()) {
      for (NaiveReader reader : NaiveReader.values()) {
        Arrivals arrivals = new Arrivals();
        read.put(reader, arrivals);
        readers.put(
            reader,
            threads.submit(
                () -> {
                  reader.read(db.dataSource(), arrivals, writers::areDone);
                  return null;
                }));
      }
      writers.await();
      for (Future<?> reader : readers.values()) {
        reader.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    read.forEach((reader, arrivals) -> System.out.println("storm " + reader + ": " + arrivals));
    assertThat(read.get(NaiveReader.BY_ID).lost(truth)).isNotEmpty();
    assertThat(read.get(NaiveReader.BY_STAMP_WITHOUT_HORIZON).lost(truth)).isNotEmpty();
    assertThat(read.get(NaiveReader.BY_TRANSACTION).lost(truth)).isEmpty();
    assertThat(read.get(NaiveReader.BY_TRANSACTION).disorders()).isPositive();
  }

  private Writers writers(String name, long messages) {
    System.out.println("storm " + name + ": seed " + SEED);
    return new Writers(
        db.dataSource(), semel, truth, new Writers.Plan(SEED, WRITERS, KEYS, messages, 20));
  }
}
