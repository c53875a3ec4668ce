// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Key;
import dev.semel.Outcome;
import dev.semel.Schema;
import dev.semel.Scope;
import dev.semel.Semel;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A caller's open transaction owns the key: who waits, waits as long as he said, and is busy. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnerAtWorkTest {
  private static final Duration PATIENCE = Duration.ofMillis(300);

  @Test
  void on_postgresql() throws Exception {
    PostgreSqlWire database = PostgreSqlWire.fresh();
    try (HikariDataSource pool = database.direct()) {
      busyWhileTheOwnerIsAtWork(pool);
    }
  }

  @Test
  void on_mariadb() throws Exception {
    try (MariaDbWire database = MariaDbWire.fresh();
        HikariDataSource pool = database.direct()) {
      busyWhileTheOwnerIsAtWork(pool);
    }
  }

  @Test
  void on_h2() throws Exception {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:owner;DB_CLOSE_DELAY=-1");
    busyWhileTheOwnerIsAtWork(database);
  }

  private static void busyWhileTheOwnerIsAtWork(DataSource database) throws Exception {
    Schema.of(database).apply();
    Sql.run(database, "create table happened (id int)");
    // The scope is declared, for one that a caller's open transaction is the first to use holds up
    // every other delivery of its scope.
    Semel first = Semel.with(database).scope(Scope.named("chaos")).waitingUpTo(PATIENCE).build();
    for (Semel semel : new Semel[] {first, first.optimistic()}) {
      Key key = Key.of("chaos", "owned-" + semel.equals(first));
      try (Connection owner = database.getConnection()) {
        owner.setAutoCommit(false);
        semel.once(owner, key, tx -> {});
        long began = System.nanoTime();
        assertThat(apply(semel, key)).isInstanceOf(Outcome.Busy.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        owner.rollback();
      }
      assertThat(apply(semel, key)).isEqualTo(new Outcome.Done<Void>(null, false));
      assertThat(apply(semel, key)).isEqualTo(new Outcome.Done<Void>(null, true));
    }
    assertThat(Sql.number(database, "select count(*) from happened")).isEqualTo(2);
  }

  private static Outcome<Void> apply(Semel semel, Key key) throws SQLException {
    return semel.attempt(key, tx -> Sql.run(tx.connection(), "insert into happened values (1)"));
  }
}
