// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Schema;
import dev.semel.Semel;
import dev.semel.UnknownOutcomeException;
import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.verification.chaos.Door.Delivered;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A commit that waits for a standby and is cancelled there: the driver's commit returns as if all
 * were well, but the row is only here and would be gone after a failover.
 */
class UnconfirmedCommitTest {
  /** Autovacuum waits, too, and is nobody's delivery. */
  private static final String WAITING =
      "wait_event = 'SyncRep' and backend_type = 'client backend'";

  private static final String CANCEL_WAITING =
      "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'";

  private static EmbeddedPostgres server;

  private HikariDataSource direct;
  private Checker checker;
  private Semel semel;

  @BeforeAll
  static void startServer() {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void start() throws Exception {
    PostgreSqlWire database = PostgreSqlWire.on(server);
    direct = database.pool(database.port(), 4, new Properties());
    checker = new Checker(direct);
    Sql.run(direct, "create table probe (id int)");
    Schema.of(direct).apply();
    semel = Semel.on(direct);
    semel.once(Item.of(1).key(), tx -> {});
    Sql.run(direct, "delete from semel_ledger_64");
  }

  @AfterEach
  void stop() throws Exception {
    // Whatever became of the test: nobody after it waits for a standby.
    Sql.run(direct, "alter system reset synchronous_standby_names");
    Sql.run(direct, "select pg_reload_conf()");
    Sql.run(direct, CANCEL_WAITING);
    direct.close();
  }

  @ParameterizedTest
  @EnumSource
  void a_commit_no_standby_confirmed_is_unknown_and_its_redelivery_is_answered(Door door)
      throws Exception {
    List<Item> items =
        IntStream.range(0, door == Door.BATCH ? 5 : 1)
            .mapToObj(i -> Item.plain("unconfirmed-", i))
            .toList();
    checker.send(items);
    waitForStandby("nobody");
    awaitThatCommitsWait();
    CompletableFuture<Delivered> delivery =
        CompletableFuture.supplyAsync(() -> deliver(door, items));
    Poll.until("a commit waits for the standby", Duration.ofSeconds(60), () -> waiting() == 1);
    assertThat(checker.effects()).as("visible before it is replicated").isZero();
    Sql.run(direct, CANCEL_WAITING);

    Delivered first = delivery.get(60, TimeUnit.SECONDS);
    assertThat(first.open).isEqualTo(items);
    assertThat(first.why).hasOnlyElementsOfType(UnknownOutcomeException.class);
    assertThat(first.why).allMatch(e -> e.getMessage().startsWith("SEMEL-007"));

    assertThat(deliver(door, items).replayed).isEqualTo(items);
    waitForStandby("");
    checker.assertExactlyOnce();
  }

  private Delivered deliver(Door door, List<Item> items) {
    try {
      return door.deliver(semel, items, (tx, item) -> item.apply(tx));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private long waiting() throws Exception {
    return Sql.number(direct, "select count(*) from pg_stat_activity where " + WAITING);
  }

  /**
   * A session that shows the new setting proves little: commits begin to wait when the checkpointer
   * has read it as well. So commits are tried until one waits.
   */
  private void awaitThatCommitsWait() throws Exception {
    Poll.until(
        "commits wait for the standby",
        Duration.ofSeconds(60),
        () -> {
          CompletableFuture<Void> commit = CompletableFuture.runAsync(this::commitSomething);
          Poll.until(
              "a commit waits or is through",
              Duration.ofSeconds(60),
              () -> commit.isDone() || waiting() == 1);
          boolean waited = !commit.isDone();
          Sql.run(direct, CANCEL_WAITING);
          commit.get(60, TimeUnit.SECONDS);
          return waited;
        });
  }

  private void commitSomething() {
    try {
      Sql.run(direct, "insert into probe values (1)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void waitForStandby(String name) throws Exception {
    Sql.run(direct, "alter system set synchronous_standby_names = '" + name + "'");
    Sql.run(direct, "select pg_reload_conf()");
    Poll.until(
        "the setting is read",
        Duration.ofSeconds(60),
        () -> Sql.texts(direct, "show synchronous_standby_names").equals(List.of(name)));
  }
}
