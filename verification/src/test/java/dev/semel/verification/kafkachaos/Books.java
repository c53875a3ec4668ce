// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Schema;
import dev.semel.testkit.history.History;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The accounts and effects in one or more databases, as they stand there. It knows neither the
 * ledger nor what the consumers said. Thread-safe.
 */
final class Books {
  static final int ACCOUNTS = 60;

  private final List<DataSource> databases;

  private Books(List<DataSource> databases) {
    this.databases = databases;
  }

  /** Makes the tables in empty databases, also those of the ledger. */
  static Books openIn(List<String> urls) throws SQLException {
    Books books = new Books(urls.stream().map(Books::direct).toList());
    for (DataSource database : books.databases) {
      assertDurable(database);
      Schema.of(database).apply();
      Sql.run(
          database,
          "create table account (id int primary key, balance bigint not null,"
              + " effects bigint not null)");
      Sql.run(database, "insert into account select n, 0, 0 from generate_series(0, ?) n", last());
      Sql.run(
          database,
          "create table effect (id text not null, account int not null, sequence bigint not null,"
              + " amount bigint not null, place bigint not null, applied_by text not null)");
      Sql.run(database, "create index effect_id on effect (id)");
      Sql.run(database, "create table seen (id text primary key)");
    }
    return books;
  }

  /** Not through a pool: it holds back for a while after it met a server that was down. */
  private static DataSource direct(String url) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(url);
    return dataSource;
  }

  /** A server that forgets what it acknowledged would look like a consumer that loses. */
  private static void assertDurable(DataSource database) {
    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      assertThat(Sql.text(database, "show " + setting)).as(setting).isEqualTo("on");
    }
  }

  private static int last() {
    return ACCOUNTS - 1;
  }

  List<DataSource> databases() {
    return databases;
  }

  /** How many effects there are. */
  long effects() {
    return sum("select count(*) from effect");
  }

  /** How many payments have an effect. */
  long paid() {
    return sum("select count(distinct id) from effect");
  }

  /** How many payments have more than one. */
  long doubled() {
    return sum("select count(*) from (select 1 from effect group by id having count(*) > 1) d");
  }

  /** How many effects one version of the application made. */
  long effectsBy(String version) {
    return databases.stream()
        .mapToLong(d -> Sql.number(d, "select count(*) from effect where applied_by = ?", version))
        .sum();
  }

  private long sum(String sql) {
    return databases.stream().mapToLong(database -> Sql.number(database, sql)).sum();
  }

  /** Writes down the effects that are there, per account in the order of their commits. */
  void tell(History history) throws SQLException {
    for (DataSource database : databases) {
      try (Connection c = database.getConnection();
          PreparedStatement select =
              c.prepareStatement(
                  "select id, account, sequence from effect order by account, place");
          ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          history.applied(rows.getString(1), rows.getInt(2), rows.getLong(3));
        }
      }
    }
  }

  /** Each account holds what was paid to it, in one database and nowhere else. */
  void assertBalanced(Collection<Payment> sent) throws SQLException {
    Map<Integer, Long> balances = new HashMap<>();
    for (DataSource database : databases) {
      try (Connection c = database.getConnection();
          PreparedStatement select =
              c.prepareStatement("select id, balance from account where effects > 0");
          ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          assertThat(balances.put(rows.getInt(1), rows.getLong(2)))
              .as("account %d in another database", rows.getInt(1))
              .isNull();
        }
      }
    }
    Map<Integer, Long> expected = new HashMap<>();
    sent.forEach(payment -> expected.merge(payment.account(), payment.amount(), Long::sum));
    assertThat(balances).as("balances").isEqualTo(expected);
  }
}
