// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.testkit.Invariants;
import dev.semel.testkit.network.FakeProvider;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** Runs what docs/testing.md shows. */
class TestingDocTest {
  @Test
  void the_tools_pass_a_listener_that_is_right() throws Exception {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:testing-doc;MODE=PostgreSQL;DB_CLOSE_DELAY=-1");
    TestingSnippets.tables(database);
    try (FakeProvider provider = FakeProvider.start()) {
      TestingSnippets.ACCOUNT_7.in(database);
      TestingSnippets.twice(database, provider);
    }
    TestingSnippets.crash(database);
    TestingSnippets.storm(database);
    TestingSnippets.reorder(database);
    TestingSnippets.property(database);
    TestingSnippets.ACCOUNT_7.in(database);
    TestingSnippets.boundary(database);
    TestingSnippets.budget(database);
  }

  @Test
  void a_reply_that_is_cut_off_is_repaired_by_the_redelivery() throws Exception {
    try (TestDatabase database = Server.POSTGRESQL_18.open()) {
      EmbeddedPostgres postgres = PostgresServers.bundled();
      Sql.run(database.raw(), "drop table account");
      TestingSnippets.tables(database.raw());
      TestingSnippets.ACCOUNT_7.in(database.raw());

      TestingSnippets.proxy(
          postgres,
          port -> new Raw(database.url().replace(":" + postgres.port() + "/", ":" + port + "/")));

      assertThat(
              Invariants.exactlyOncePer("select payment from credit", "pay-1")
                  .violations(database.raw()))
          .isEmpty();
    }
  }

  @Test
  void a_charge_whose_answer_is_lost_is_made_once_by_its_key() throws Exception {
    assertThat(TestingSnippets.provider(TestingDocTest::charge)).isEqualTo(1);
  }

  @Test
  void the_servers_can_be_killed_and_paused() {
    TestingSnippets.servers();
  }

  @Test
  void the_history_is_judged() {
    TestingSnippets.history(List.of("pay-1"));
    assertThatThrownBy(() -> TestingSnippets.history(List.of("pay-1", "pay-1")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("pay-1");
  }

  private static void charge(URI provider, String key, int cents) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(provider.resolve("/charges"))
            .header("Idempotency-Key", key)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("amount=" + cents + "&currency=EUR"))
            .build();
    HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
