// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.testkit.Invariant;
import dev.semel.testkit.Invariants;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Sql;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A database with one account, the credits to it, and tables in which consumers take notes. */
final class Bank implements AutoCloseable {
  static final int ACCOUNT = 7;
  static final long BALANCE = 100;

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final List<String> TABLES =
      List.of(
          "create table if not exists account (id int primary key, balance int not null)",
          // No key: what happens twice is there twice.
          "create table credit"
              + " (payment varchar(100) not null, amount int not null, tenant varchar(100))",
          "create table seen (id varchar(100) primary key)",
          "create table noted (id varchar(100) not null)",
          "create table status (id varchar(100) primary key, state varchar(20) not null)",
          "create table attempt (id varchar(100) primary key, attempts int not null)",
          "create table quarantine"
              + " (payment varchar(100) not null, amount int not null, tenant varchar(100))",
          "create table customer (name varchar(100) primary key)",
          "create table remembered (id varchar(100) primary key, since bigint not null)");
  private static final List<String> EMPTIED =
      List.of(
          "account",
          "credit",
          "seen",
          "noted",
          "status",
          "attempt",
          "quarantine",
          "customer",
          "remembered");

  private final DataSource database;
  private final String url;
  private final Runnable closing;

  private Bank(String url, Runnable closing) {
    this.database = new Raw(url);
    this.url = url;
    this.closing = closing;
    TABLES.forEach(table -> Sql.run(database, table));
    reset(database);
  }

  /** A bank in an H2 of its own. */
  static Bank onH2() {
    String url = "jdbc:h2:mem:museum_" + NUMBER.incrementAndGet();
    return new Bank(url + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=30000", () -> shutDown(new Raw(url)));
  }

  /** A bank on a real PostgreSQL. */
  static Bank onPostgreSql() {
    EmbeddedPostgres server = PostgresServers.forgetful();
    String name = "museum_" + NUMBER.incrementAndGet();
    return new Bank(
        server.createDatabase(name),
        () -> Sql.run(new Raw(server.jdbcUrl()), "drop database " + name + " with (force)"));
  }

  /** The port of the server. */
  int port() {
    return URI.create(url.substring("jdbc:".length())).getPort();
  }

  /** The same database through another port. */
  DataSource behind(int otherPort) {
    return new Raw(url.replaceFirst(":" + port() + "/", ":" + otherPort + "/"));
  }

  DataSource database() {
    return database;
  }

  static void reset(DataSource database) {
    EMPTIED.forEach(table -> Sql.run(database, "delete from " + table));
    Sql.run(database, "insert into account (id, balance) values (?, ?)", ACCOUNT, BALANCE);
  }

  /** The effect of a payment: the balance grows, and a row says what for. */
  static void credit(Connection c, Message payment) throws SQLException {
    Sql.run(c, "update account set balance = balance + ? where id = ?", payment.amount(), ACCOUNT);
    Sql.run(
        c,
        "insert into credit (payment, amount, tenant) values (?, ?, ?)",
        payment.id(),
        payment.amount(),
        payment.tenant());
  }

  /** Puts a payment aside for a person to see. */
  static void quarantine(Connection c, Message payment) throws SQLException {
    Sql.run(
        c,
        "insert into quarantine (payment, amount, tenant) values (?, ?, ?)",
        payment.id(),
        payment.amount(),
        payment.tenant());
  }

  static boolean has(Connection c, String table, String id) throws SQLException {
    return Sql.text(c, "select id from " + table + " where id = ?", id) != null;
  }

  /** Each of these payments was credited, none of them twice. */
  static Invariant creditedOnce(String... payments) {
    return Invariants.exactlyOncePer("select payment from credit", (Object[]) payments);
  }

  static Invariant neverCreditedTwice() {
    return Invariants.atMostOncePer("select payment from credit");
  }

  /** The balance grew by what was credited: no effect is there by half. */
  static Invariant balanced() {
    return Invariants.conserved(
        "select (select sum(balance) from account)"
            + " - (select coalesce(sum(amount), 0) from credit)",
        BALANCE);
  }

  private static void shutDown(DataSource database) {
    try (Connection c = database.getConnection()) {
      Sql.run(c, "shutdown immediately");
    } catch (SQLException e) {
      // The connection goes down with its database.
    }
  }

  @Override
  public void close() {
    closing.run();
  }
}
