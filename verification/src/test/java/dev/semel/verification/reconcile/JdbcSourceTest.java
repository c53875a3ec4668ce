// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.reconcile.Discrepancy;
import dev.semel.reconcile.Entry;
import dev.semel.reconcile.EntryCursor;
import dev.semel.reconcile.EntrySource;
import dev.semel.reconcile.JdbcSource;
import dev.semel.reconcile.ReconcileException;
import dev.semel.reconcile.Reconciler;
import dev.semel.reconcile.Status;
import dev.semel.reconcile.Verdict;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Sql;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A side that is a query, on a real PostgreSQL with a collation as most have. */
class JdbcSourceTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String BY_COLLATION =
      "select ref, amount, status, occurred_at from charge order by ref";
  private static final String BY_BYTES =
      "select ref, amount, status, occurred_at from charge order by ref collate \"C\"";
  private static final List<String> REFS =
      List.of("B-1", "a-1", "a-2", "a1", "é-1", "\uFF5E-1", "\uD83D\uDE00-1");

  private final EmbeddedPostgres server = PostgresServers.forgetful();
  private String name;
  private Raw database;

  @BeforeEach
  void create() {
    name = "reconcile_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    Sql.run(
        new Raw(server.jdbcUrl()),
        "create database "
            + name
            + " template template0 encoding 'UTF8' locale_provider icu icu_locale 'en-US'"
            + " locale 'C'");
    database = new Raw(server.jdbcUrl(name));
    Sql.run(
        database,
        "create table charge (ref text, amount bigint, status text, occurred_at timestamptz)");
    REFS.forEach(this::insert);
  }

  @AfterEach
  void drop() {
    Sql.run(new Raw(server.jdbcUrl()), "drop database " + name + " with (force)");
  }

  private void insert(String ref) {
    Sql.run(
        database,
        "insert into charge values ('%s', 1200, 'SUCCEEDED', '2026-11-02T12:00Z')".formatted(ref));
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return Entry.of(row.getString("ref"))
        .in(row.getLong("amount"), "EUR")
        .status(Status.valueOf(row.getString("status")))
        .occurredAt(row.getObject("occurred_at", OffsetDateTime.class).toInstant())
        .build();
  }

  private JdbcSource source(String query) {
    return JdbcSource.of(database, query, JdbcSourceTest::entry);
  }

  private static List<String> refs(EntrySource source) {
    List<String> refs = new ArrayList<>();
    try (EntryCursor cursor = source.open(Seeded.WINDOW)) {
      for (Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
        refs.add(entry.ref());
      }
    }
    return refs;
  }

  private static List<Discrepancy> found(EntrySource ours, EntrySource theirs) {
    List<Discrepancy> found = new ArrayList<>();
    Reconciler.named("jdbc").ours(ours).theirs(theirs).over(Seeded.WINDOW).build().run(found::add);
    return found;
  }

  @Test
  void a_query_in_the_order_of_bytes_is_a_side() {
    assertThat(refs(source(BY_BYTES))).isEqualTo(REFS);
    Sql.run(database, "create table theirs as select * from charge where ref <> 'a1'");
    EntrySource theirs = source(BY_BYTES.replace("charge", "theirs"));
    List<Discrepancy> found = found(source(BY_BYTES), theirs.completeTo(Seeded.COMPLETE));
    assertThat(found)
        .extracting(d -> d.ref() + " " + d.verdict())
        .containsExactly("a1 " + Verdict.MISSING_THERE);
  }

  @Test
  void a_query_that_forgot_the_collation_ends_the_run() {
    assertThat(refs(source(BY_COLLATION))).as("another order").isNotEqualTo(REFS);
    assertThatThrownBy(() -> found(source(BY_BYTES), source(BY_COLLATION)))
        .isInstanceOf(ReconcileException.class)
        .hasMessageStartingWith("SEMEL-702 their side is not in order: row ")
        .hasMessageContaining("collate \"C\"");
    assertThatThrownBy(() -> found(source(BY_COLLATION), source(BY_COLLATION)))
        .as("both wrong in the same way")
        .hasMessageStartingWith("SEMEL-702");
  }

  @Test
  void rows_come_in_portions_so_an_error_far_down_comes_late() {
    JdbcSource source =
        source(
                """
                select lpad(i::text, 8, '0') as ref, 1 / (50000 - i) as amount,
                       'SUCCEEDED' as status, timestamptz '2026-11-02T12:00Z' as occurred_at
                from (select generate_series(1, 100000) as i) numbers
                """)
            .fetchSize(1_000);
    assertThatThrownBy(() -> refs(source))
        .isInstanceOf(ReconcileException.class)
        .hasMessage("SEMEL-707 the query failed after row 49000")
        .hasRootCauseInstanceOf(SQLException.class);
  }

  @Test
  void the_window_is_a_parameter() {
    Sql.run(database, "insert into charge values ('z', 1, 'FAILED', '2026-11-09T12:00Z')");
    JdbcSource source =
        source(
                "select ref, amount, status, occurred_at from charge"
                    + " where occurred_at >= ? and occurred_at < ? order by ref collate \"C\"")
            .binding(
                (query, window) -> {
                  query.setObject(1, window.from().atOffset(ZoneOffset.UTC));
                  query.setObject(2, window.to().atOffset(ZoneOffset.UTC));
                });
    assertThat(refs(source)).isEqualTo(REFS);
  }

  @Test
  void the_watermark_and_the_rows_are_of_one_snapshot() {
    JdbcSource source =
        source(BY_BYTES)
            .completeToBy("select timestamptz '2026-11-12T00:00Z'")
            .binding((query, window) -> insert("committed-after-the-watermark"));
    assertThat(refs(source)).isEqualTo(REFS);
    try (EntryCursor cursor =
        source(BY_BYTES).completeToBy("select null::timestamptz").open(Seeded.WINDOW)) {
      assertThat(cursor.completeTo()).isEmpty();
    }
    try (EntryCursor cursor = source.open(Seeded.WINDOW)) {
      assertThat(cursor.completeTo()).contains(java.time.Instant.parse("2026-11-12T00:00:00Z"));
    }
  }

  @Test
  void a_row_that_is_no_entry_is_named_by_its_number() {
    Sql.run(database, "update charge set amount = -5 where ref = 'a-1'");
    assertThatThrownBy(() -> refs(source(BY_BYTES)))
        .hasMessage("SEMEL-707 the query has no entry in row 2")
        .hasRootCauseMessage(
            "SEMEL-705 not an entry: its amountMinor is negative; direction says which way money"
                + " goes");
    assertThatThrownBy(() -> refs(source("select nonsense")))
        .hasMessageStartingWith("SEMEL-707 the query cannot be asked");
  }

  @Test
  void a_connection_goes_back_as_it_came_even_when_the_query_fails() {
    List<String> seen = new ArrayList<>();
    Raw watched =
        new Raw(server.jdbcUrl(name)) {
          @Override
          public Connection getConnection() throws SQLException {
            return watched(database.getConnection(), seen);
          }
        };
    assertThat(refs(JdbcSource.of(watched, BY_BYTES, JdbcSourceTest::entry))).isEqualTo(REFS);
    assertThatThrownBy(() -> refs(JdbcSource.of(watched, "nonsense", JdbcSourceTest::entry)))
        .hasMessageStartingWith("SEMEL-707");
    String asItCame = "auto-commit true, isolation " + Connection.TRANSACTION_READ_COMMITTED;
    assertThat(seen).containsExactly(asItCame, asItCame);
  }

  private static Connection watched(Connection connection, List<String> seen) {
    return (Connection)
        Proxy.newProxyInstance(
            JdbcSourceTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                seen.add(
                    "auto-commit %s, isolation %s"
                        .formatted(
                            connection.getAutoCommit(), connection.getTransactionIsolation()));
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
