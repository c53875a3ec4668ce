// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import dev.semel.Key;
import dev.semel.Tx;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A message that moves money. Its effect is one row and a sum, neither with a unique key, so that
 * whatever happens twice is seen twice.
 */
record Item(String id, int account, long amount, boolean withResult) {
  static final String SCOPE = "chaos";
  static final int ACCOUNTS = 256;

  /** The item with a number; every fifth has a result. */
  static Item of(int number) {
    return of("item-", number, number % 5 == 0);
  }

  static Item plain(String prefix, int number) {
    return of(prefix, number, false);
  }

  private static Item of(String prefix, int number, boolean withResult) {
    return new Item(prefix + number, number % ACCOUNTS, 1 + number % 97, withResult);
  }

  Key key() {
    return Key.of(SCOPE, id);
  }

  String result() {
    return "receipt of " + id;
  }

  /** The effect, at once. */
  void apply(Tx tx) throws SQLException {
    apply(tx.connection());
  }

  void apply(Connection c) throws SQLException {
    Sql.run(c, "insert into effect (id, account, amount) values (?, ?, ?)", id, account, amount);
    Sql.run(c, "update account set balance = balance + ? where id = ?", amount, account);
  }

  /** The effect, sent with those of the neighbours. */
  void add(Tx tx) {
    tx.add("insert into effect (id, account, amount) values (?, ?, ?)", id, account, amount);
    tx.add("update account set balance = balance + ? where id = ?", amount, account);
  }
}
