// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.counted;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Inbox;
import dev.semel.Semel;
import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.spi.IncomingMessage;
import dev.semel.testkit.Budget;
import dev.semel.testkit.BudgetReport;
import dev.semel.testkit.BudgetReport.Measure;
import dev.semel.testkit.network.FaultProxy;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.PostgresDatabase;
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

/** What the inbox costs on PostgreSQL beside the batch it is, counted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InboxBudgetTest {
  private static final String INSERT = "insert into effect (id, what) values (?, 'budget')";
  private static final int BATCH = 100;
  private static final IncomingMessage.Lane LANE = new IncomingMessage.Lane("orders", "first", "0");

  private EmbeddedPostgres server;
  private TestDatabase db;
  private FaultProxy proxy;
  private HikariDataSource pool;

  @BeforeAll
  void open() throws IOException {
    server = EmbeddedPostgres.with().setting("autovacuum", "off").start();
    db = PostgresDatabase.on(server);
    proxy = FaultProxy.to(server.port());
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(db.url().replace(":" + server.port() + "/", ":" + proxy.port() + "/"));
    config.setMaximumPoolSize(2);
    pool = new HikariDataSource(config);
    // The second connection is opened beside the first, and would be counted with a message.
    Eventually.holds(
        "the pool is filled", () -> pool.getHikariPoolMXBean().getTotalConnections() == 2);
  }

  @AfterAll
  void close() throws IOException {
    pool.close();
    proxy.close();
    db.close();
    server.close();
  }

  private interface Delivering {
    void deliver(Semel semel, int n) throws Exception;
  }

  private BudgetReport spent(String what, Delivering delivering) {
    AtomicReference<Semel> semel = new AtomicReference<>();
    BudgetReport report =
        Budget.of(pool)
            .messages(20)
            .roundTripsFrom(proxy::trips)
            .deliver(
                (DataSource database, int n) -> {
                  if (semel.get() == null) {
                    semel.set(Semel.on(database));
                  }
                  delivering.deliver(semel.get(), n);
                });
    System.out.println(what + ":\n" + report);
    return report;
  }

  private static List<IncomingMessage> messages(String name, int n) {
    return IntStream.range(0, BATCH)
        .mapToObj(
            i ->
                new IncomingMessage(
                    "%s-%d-%d".formatted(name, n, i),
                    LANE,
                    (long) n * BATCH + i,
                    "key " + i,
                    null,
                    null,
                    new byte[20],
                    new byte[300]))
        .toList();
  }

  private BudgetReport batches() {
    return spent(
        "batches of " + BATCH,
        (semel, n) ->
            semel
                .batch("inbox-budget-batch", messages("batch", n))
                .keyedBy(IncomingMessage::id)
                .over(IncomingMessage::body)
                .apply((tx, message) -> tx.add(INSERT, message.id())));
  }

  private BudgetReport taken(String scope, boolean knowing) {
    AtomicReference<Inbox> inbox = new AtomicReference<>();
    return spent(
        scope,
        (semel, n) -> {
          if (inbox.get() == null || !knowing) {
            inbox.set(semel.inbox(scope));
          }
          Inbox.Taken taken =
              inbox
                  .get()
                  .take(
                      messages(scope, n),
                      (tx, message) -> {
                        tx.add(INSERT, message.id());
                        // One of another line is held from the beginning.
                        if (message.key().equals("key 0") && n == 0 && scope.endsWith("held")) {
                          throw new IllegalStateException("not now");
                        }
                      });
          assertThat(taken.applied()).isGreaterThanOrEqualTo(BATCH - 1);
        });
  }

  @Test
  void while_nothing_is_held_new_messages_cost_what_their_batch_costs_and_nothing_more() {
    BudgetReport batch = batches();
    BudgetReport inbox = taken("inbox-budget", true);
    for (Measure measure :
        List.of(
            Measure.ROUND_TRIPS, Measure.STATEMENTS, Measure.TRANSACTIONS, Measure.ROW_WRITES)) {
      assertThat(inbox.of(measure).most())
          .as(measure.name())
          .isLessThanOrEqualTo(batch.of(measure).most());
    }
    inbox.perMessage().transactionsAtMost(1).assertKept();
  }

  @Test
  void one_that_does_not_know_what_is_held_asks() {
    BudgetReport asking = taken("inbox-budget-asking", false);
    assertThat(asking.perMessage().transactionsAtMost(1).isKept()).isFalse();
    asking.perMessage().transactionsAtMost(2).assertKept();
  }

  /** The held line comes again in every delivery: one question, and one transaction to hold. */
  @Test
  void a_delivery_with_a_held_line_costs_two_transactions_more() {
    taken("inbox-budget-held", true).perMessage().transactionsAtMost(3).assertKept();
  }
}
