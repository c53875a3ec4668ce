// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The storm on databases that cannot tell which transactions are still writing: rows appear behind
 * others with greater ids, and go when they were sent.
 */
class StormWhereRowsGoTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");
  private static final long SEED = Long.getLong("semel.storm.seed", System.nanoTime());
  private static final int WRITERS = 6;
  private static final int KEYS = 200;

  private static Writers writers(TestDatabase db, Truth truth, long messages) {
    System.out.printf("storm on %s: seed %d%n", db, SEED);
    return new Writers(
        patient(db),
        Semel.on(db.dataSource()),
        truth,
        new Writers.Plan(SEED, WRITERS, KEYS, messages, 10));
  }

  /** H2 waits for a lock two seconds, however slow the machine is. */
  private static DataSource patient(TestDatabase db) {
    return db.isH2() ? new Raw(db.url("LOCK_TIMEOUT=60000")) : db.dataSource();
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"MARIADB", "H2"})
  @SuppressWarnings("try") // The relays work by themselves.
  void two_shares_skip_nothing_and_keep_the_order_of_each_key(Server server) throws Exception {
    try (TestDatabase db = server.open()) {
      Truth truth = Truth.create(db.dataSource(), KEYS);
      Arrivals sent = new Arrivals();
      Semel other = Semel.on(db.pool(4));
      try (Relay even = other.relay().share(0, 2).to(Sinks.scattered(SEED, sent::arrive)).start();
          Relay odd = other.relay().share(1, 2).to(Sinks.ordered(sent::arrive)).start();
          Writers writers = writers(db, truth, FULL ? 300_000 : 6_000).start()) {
        writers.await();
        sent.await(truth);
      }
      System.out.printf("storm on %s: %s%n", db, sent);
      sent.assertExact(truth);
      assertThat(Sql.number(db.dataSource(), "select count(*) from semel_outbox")).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"MARIADB", "H2"})
  void who_reads_on_from_the_last_id_loses_some(Server server) throws Exception {
    try (TestDatabase db = server.open()) {
      Truth truth = Truth.create(db.dataSource(), KEYS);
      Arrivals read = new Arrivals();
      try (Writers writers = writers(db, truth, 2_500).start()) {
        readOnFromTheLastId(db.dataSource(), read, writers::areDone);
        writers.await();
      }
      System.out.printf("storm on %s, read by id: %s%n", db, read);
      assertThat(read.lost(truth)).isNotEmpty();
    }
  }

  private static void readOnFromTheLastId(
      DataSource dataSource, Arrivals arrivals, BooleanSupplier end) throws SQLException {
    long last = 0;
    try (Connection c = dataSource.getConnection();
        PreparedStatement statement =
            c.prepareStatement(
                "select o.id, o.body from semel_outbox as o where o.id > ? order by o.id")) {
      boolean over;
      boolean any;
      do {
        over = end.getAsBoolean();
        any = false;
        statement.setLong(1, last);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            any = true;
            last = row.getLong("id");
            String body = new String(row.getBytes("body"), StandardCharsets.UTF_8);
            arrivals.arrive(Item.of(body), Long.toString(last));
          }
        }
      } while (any || !over);
    }
  }
}
