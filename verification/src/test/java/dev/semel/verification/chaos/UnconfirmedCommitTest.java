// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Schema;
import dev.semel.Semel;
import dev.semel.UnknownOutcomeException;
import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.verification.chaos.Door.Delivered;
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
    Schema.of(direct).apply();
    semel = Semel.on(direct);
    semel.once(Item.of(1).key(), tx -> {});
    Sql.run(direct, "delete from semel_ledger_64");
  }

  @AfterEach
  void stop() {
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
    CompletableFuture<Delivered> delivery =
        CompletableFuture.supplyAsync(() -> deliver(door, items));
    Poll.until("a commit waits for the standby", Duration.ofSeconds(20), () -> waiting() == 1);
    assertThat(checker.effects()).as("visible before it is replicated").isZero();
    Sql.run(
        direct, "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'");

    Delivered first = delivery.get(20, TimeUnit.SECONDS);
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
    return Sql.number(direct, "select count(*) from pg_stat_activity where wait_event = 'SyncRep'");
  }

  private void waitForStandby(String name) throws Exception {
    Sql.run(direct, "alter system set synchronous_standby_names = '" + name + "'");
    Sql.run(direct, "select pg_reload_conf()");
    Poll.until(
        "the setting is read",
        Duration.ofSeconds(20),
        () -> Sql.texts(direct, "show synchronous_standby_names").equals(List.of(name)));
  }
}
