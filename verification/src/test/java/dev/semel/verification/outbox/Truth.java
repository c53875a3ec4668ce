// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import dev.semel.Semel;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * What must arrive: each transaction writes down, beside its messages, which places in the order of
 * which key they have. A key's row is locked while a transaction takes places. Thread-safe.
 */
final class Truth {
  private final DataSource dataSource;
  private final AtomicInteger transactions = new AtomicInteger();

  private Truth(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Makes the tables. */
  static Truth create(DataSource dataSource, int keys) {
    Sql.run(dataSource, "create table line (k int primary key, last int not null)");
    fill(dataSource, keys);
    Sql.run(
        dataSource,
        "create table truth (k int not null, first int not null, last int not null,"
            + " tx int not null)");
    Sql.run(dataSource, "create table noise (what int not null)");
    return new Truth(dataSource);
  }

  private static void fill(DataSource dataSource, int keys) {
    try (Connection c = dataSource.getConnection()) {
      c.setAutoCommit(false);
      for (int key = 0; key < keys; key++) {
        Sql.run(c, "insert into line values (?, 0)", key);
      }
      c.commit();
      c.setAutoCommit(true);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The tables are there, restored from another database. */
  static Truth restored(DataSource dataSource, Truth from) {
    Truth truth = new Truth(dataSource);
    truth.transactions.set(from.transactions.get());
    return truth;
  }

  int nextTransaction() {
    return transactions.incrementAndGet();
  }

  /** Locks a key and takes its next places; after a rollback others have them. */
  static List<Item> take(Connection c, int transaction, int key, int count) throws SQLException {
    Sql.run(c, "update line set last = last + ? where k = ?", count, key);
    int last = (int) Sql.number(c, "select last from line where k = ?", key);
    Sql.run(c, "insert into truth values (?, ?, ?, ?)", key, last - count + 1, last, transaction);
    List<Item> items = new ArrayList<>(count);
    for (int number = last - count + 1; number <= last; number++) {
      items.add(new Item(key, number, transaction));
    }
    return items;
  }

  /** One transaction with so many messages of one key, committed. */
  void publish(Semel semel, int key, int count) {
    publish(semel, Item.TOPIC, key, count);
  }

  /** The same, to a topic that is the only one of the key. */
  void publish(Semel semel, String topic, int key, int count) {
    try (Connection c = dataSource.getConnection()) {
      c.setAutoCommit(false);
      publish(c, semel, topic, key, count);
      c.commit();
      c.setAutoCommit(true);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same in a transaction of the caller. */
  void publish(Connection c, Semel semel, String topic, int key, int count) throws SQLException {
    List<Item> items = take(c, nextTransaction(), key, count);
    semel.outbox().publish(c, items.stream().map(item -> item.message(topic)).toList());
  }

  /** How many messages must arrive. */
  long messages() {
    return Sql.number(dataSource, "select coalesce(sum(last - first + 1), 0) from truth");
  }

  /** All that must arrive. */
  List<Item> items() {
    List<Item> items = new ArrayList<>();
    for (String row :
        Sql.texts(
            dataSource, "select concat_ws(' ', k, first, last, tx) from truth order by k, first")) {
      String[] part = row.split(" ");
      for (int n = Integer.parseInt(part[1]); n <= Integer.parseInt(part[2]); n++) {
        items.add(new Item(Integer.parseInt(part[0]), n, Integer.parseInt(part[3])));
      }
    }
    return items;
  }
}
