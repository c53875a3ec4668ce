// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** A database with one account and the listeners, good and bad, that credit it. */
final class Bank {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private Bank() {}

  /** A new H2 that lives as long as the JVM. */
  static DataSource h2() throws SQLException {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:bank-" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
    create(database);
    return database;
  }

  static void create(DataSource database) throws SQLException {
    run(
        database,
        "create table account (id int primary key, balance bigint not null)",
        "create table seen (id varchar(40) primary key)",
        "create table credit (payment varchar(40) not null, amount bigint not null)");
  }

  /** One account with 100. */
  static void reset(DataSource database) throws SQLException {
    run(
        database,
        "delete from account",
        "delete from seen",
        "delete from credit",
        "insert into account values (7, 100)");
  }

  static void run(DataSource database, String... statements) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The effect: 10 to account 7, and a row that says what for. */
  static void credit(Connection connection, String payment) throws SQLException {
    try (PreparedStatement update =
            connection.prepareStatement("update account set balance = balance + 10 where id = 7");
        PreparedStatement insert =
            connection.prepareStatement("insert into credit values (?, 10)")) {
      update.executeUpdate();
      insert.setString(1, payment);
      insert.executeUpdate();
    }
  }

  static boolean seen(Connection connection, String payment) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select 1 from seen where id = ?")) {
      select.setString(1, payment);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next();
      }
    }
  }

  static void markSeen(Connection connection, String payment) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("insert into seen values (?)")) {
      insert.setString(1, payment);
      insert.executeUpdate();
    }
  }

  /** Dedup and effect in one transaction: the right way. */
  static void careful(DataSource database, String payment) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        if (!seen(connection, payment)) {
          markSeen(connection, payment);
          credit(connection, payment);
        }
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  /** No dedup at all. */
  static void naive(DataSource database, String payment) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      credit(connection, payment);
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  /** Marks first, in a transaction of its own, then does the effect: a crash between loses it. */
  static void marksFirst(DataSource database, String payment) throws SQLException {
    try (Connection connection = database.getConnection()) {
      if (!seen(connection, payment)) {
        markSeen(connection, payment);
        connection.setAutoCommit(false);
        credit(connection, payment);
        connection.commit();
        connection.setAutoCommit(true);
      }
    }
  }

  /** Marks last, in a transaction of its own: a crash between doubles the effect. */
  static void marksLast(DataSource database, String payment) throws SQLException {
    try (Connection connection = database.getConnection()) {
      if (!seen(connection, payment)) {
        connection.setAutoCommit(false);
        credit(connection, payment);
        connection.commit();
        connection.setAutoCommit(true);
        markSeen(connection, payment);
      }
    }
  }
}
