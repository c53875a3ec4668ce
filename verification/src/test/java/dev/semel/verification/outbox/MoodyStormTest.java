// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.spi.RelayEvent;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two shares that hold messages of many keys at once, while six writers publish. */
class MoodyStormTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");
  private static final long SEED = Long.getLong("semel.storm.seed", System.nanoTime());
  private static final int KEYS = 200;

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"POSTGRESQL_18", "MARIADB", "H2"})
  @SuppressWarnings("try") // The relays work by themselves.
  void a_key_waits_for_its_failed_message_and_goes_on_in_order(Server server) throws Exception {
    try (TestDatabase db = server.open()) {
      Truth truth = Truth.create(db.dataSource(), KEYS);
      Arrivals sent = new Arrivals();
      AtomicInteger retries = new AtomicInteger();
      AtomicInteger failures = new AtomicInteger();
      Semel semel =
          Semel.with(db.pool(4))
              .listener(
                  event -> {
                    retries.addAndGet(event instanceof RelayEvent.Retrying ? 1 : 0);
                    failures.addAndGet(event instanceof RelayEvent.Failed ? 1 : 0);
                  })
              .build();
      try (Relay even = moody(semel, 0, sent);
          Relay odd = moody(semel, 1, sent);
          Writers writers = writers(db, truth).start()) {
        writers.await();
        sent.await(truth);
      }
      System.out.printf(
          "moody storm on %s: seed %d, %s, %d retries, %d failed rounds%n",
          db, SEED, sent, retries.get(), failures.get());
      sent.assertExact(truth);
      assertThat(retries).as("what failed or was unknown").hasPositiveValue();
      assertThat(sent.again()).as("taken, but nobody knew").isPositive();
      assertThat(
              Sql.number(db.dataSource(), "select count(*) from semel_outbox_held where state = 3"))
          .as("parked")
          .isZero();
    }
  }

  private static Relay moody(Semel semel, int share, Arrivals sent) {
    return semel
        .relay()
        .share(share, 2)
        .batchSizeMax(50)
        .attemptsMax(1_000_000)
        .retryingAfter(Duration.ofMillis(1), Duration.ofMillis(20))
        .to(Sinks.moody(SEED + share, sent::arrive))
        .start();
  }

  private static Writers writers(TestDatabase db, Truth truth) {
    DataSource patient = db.isH2() ? new Raw(db.url("LOCK_TIMEOUT=60000")) : db.dataSource();
    return new Writers(
        patient,
        Semel.on(db.dataSource()),
        truth,
        new Writers.Plan(SEED, 6, KEYS, FULL ? 100_000 : 2_500, 10));
  }
}
