// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.counted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Key;
import dev.semel.Semel;
import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.testkit.Budget;
import dev.semel.testkit.BudgetReport;
import dev.semel.testkit.BudgetReport.Measure;
import dev.semel.testkit.network.FaultProxy;
import dev.semel.verification.databases.PostgresDatabase;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What Semel's doors cost on PostgreSQL, measured as a user would measure a listener. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BudgetTest {
  private static final String INSERT = "insert into effect (id, what) values (?, 'budget')";
  private static final int BATCH = 100;

  private EmbeddedPostgres server;
  private TestDatabase db;
  private FaultProxy proxy;
  private HikariDataSource pool;

  @BeforeAll
  void open() throws IOException {
    server =
        EmbeddedPostgres.with()
            .setting("autovacuum", "off")
            .setting("checkpoint_timeout", "1h")
            .setting("max_wal_size", "4GB")
            .start();
    db = PostgresDatabase.on(server);
    proxy = FaultProxy.to(server.port());
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(db.url().replace(":" + server.port() + "/", ":" + proxy.port() + "/"));
    config.setMaximumPoolSize(1);
    pool = new HikariDataSource(config);
  }

  @AfterAll
  void close() throws IOException {
    pool.close();
    proxy.close();
    db.close();
    server.close();
  }

  private interface Consumer {
    void take(Semel semel, int n) throws Exception;
  }

  /** One Semel for all messages, as an application has. */
  private BudgetReport spent(Consumer consumer) {
    AtomicReference<Semel> semel = new AtomicReference<>();
    return Budget.of(pool)
        .messages(50)
        .roundTripsFrom(proxy::trips)
        .deliver(
            (database, n) -> {
              if (semel.get() == null) {
                semel.set(Semel.on(database));
              }
              consumer.take(semel.get(), n);
            });
  }

  private static void once(Semel semel, String name, int n) throws Exception {
    Key key = Key.of("budget", name + n);
    semel.once(key, tx -> Sql.run(tx.connection(), INSERT, key.id()));
  }

  @Test
  void once_keeps_its_budget_and_a_statement_more_would_not() {
    BudgetReport report = spent((semel, n) -> once(semel, "order-", n));
    System.out.println("once:\n" + report);
    budgetOfOnce(report).assertKept();
    assertThat(report.of(Measure.WAL_BYTES).most()).isPositive();

    BudgetReport dearer =
        spent(
            (semel, n) -> {
              Key key = Key.of("budget", "dearer-" + n);
              semel.once(
                  key,
                  tx -> {
                    Sql.run(tx.connection(), INSERT, key.id());
                    Sql.run(
                        tx.connection(), "update effect set what = 'more' where id = ?", key.id());
                  });
            });
    assertThatThrownBy(() -> budgetOfOnce(dearer).assertKept())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("statements            4        4.0        3  NOT KEPT")
        .hasMessageContaining("round trips           4        4.0        3  NOT KEPT")
        .hasMessageContaining("transactions          1        1.0        1  kept");
  }

  /** The look at the key, the effect, the settling with the commit. */
  private static BudgetReport.PerMessage budgetOfOnce(BudgetReport report) {
    return report
        .perMessage()
        .statementsAtMost(3)
        .transactionsAtMost(1)
        .roundTripsAtMost(3)
        .rowWritesAtMost(2)
        .walBytesAtMost(1_500);
  }

  @Test
  void a_batch_costs_hardly_more_statements_than_one_effect() {
    BudgetReport report =
        spent(
            (semel, n) -> {
              List<String> ids =
                  IntStream.range(0, BATCH).mapToObj(i -> "batch-%d-%d".formatted(n, i)).toList();
              semel
                  .batch("budget-batch", ids)
                  .keyedBy(id -> id)
                  .apply((tx, id) -> tx.add(INSERT, id));
            });
    System.out.println("batch of " + BATCH + ":\n" + report);
    report
        .perMessage()
        .statementsAtMost(4)
        .transactionsAtMost(1)
        .roundTripsAtMost(4)
        .walBytesAtMost(BATCH * 1_000)
        .assertKept();
    assertThat(report.perMessage().statementsAtMost(1).isKept()).isFalse();
  }

  @Test
  void a_duplicate_writes_no_row() {
    DataSource plain = pool;
    Semel before = Semel.on(plain);
    for (int n = 0; n < 100; n++) {
      before.once(Key.of("budget", "again-" + n), tx -> {});
    }
    BudgetReport report = spent((semel, n) -> once(semel, "again-", n));
    System.out.println("a duplicate:\n" + report);
    report
        .perMessage()
        .statementsAtMost(1)
        .transactionsAtMost(1)
        .roundTripsAtMost(2)
        .rowWritesAtMost(0)
        .assertKept();
  }
}
