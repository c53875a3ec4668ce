// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;

/**
 * Says by SQL what became of the items that were sent. It looks at the effects alone: it knows
 * neither the ledger nor what the deliveries said.
 */
final class Checker {
  private final DataSource direct;

  /** Makes the tables of the history: what was sent, what happened, and the sums. */
  Checker(DataSource direct) throws SQLException {
    this.direct = direct;
    Sql.run(
        direct,
        "create table sent (id varchar(64) primary key, account int not null,"
            + " amount bigint not null)");
    Sql.run(
        direct,
        "create table effect (id varchar(64) not null, account int not null,"
            + " amount bigint not null)");
    Sql.run(direct, "create index effect_id on effect (id)");
    Sql.run(direct, "create table account (id int primary key, balance bigint not null)");
    try (Connection c = direct.getConnection();
        PreparedStatement insert = c.prepareStatement("insert into account values (?, 0)")) {
      for (int i = 0; i < Item.ACCOUNTS; i++) {
        insert.setInt(1, i);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Writes down what will be sent, before it is. */
  void send(Collection<Item> items) throws SQLException {
    try (Connection c = direct.getConnection();
        PreparedStatement insert = c.prepareStatement("insert into sent values (?, ?, ?)")) {
      c.setAutoCommit(false);
      for (Item item : items) {
        insert.setString(1, item.id());
        insert.setInt(2, item.account());
        insert.setLong(3, item.amount());
        insert.addBatch();
      }
      insert.executeBatch();
      c.commit();
      c.setAutoCommit(true);
    }
  }

  /** Sent, and no effect. */
  List<String> lost() throws SQLException {
    return Sql.texts(
        direct,
        "select s.id from sent s left join effect e on e.id = s.id where e.id is null"
            + " order by s.id");
  }

  /** More than one effect. */
  List<String> doubled() throws SQLException {
    return Sql.texts(direct, "select id from effect group by id having count(*) > 1 order by id");
  }

  /** An effect of nothing that was sent, or another effect than was sent. */
  List<String> phantom() throws SQLException {
    return Sql.texts(
        direct,
        "select e.id from effect e left join sent s on s.id = e.id and s.account = e.account"
            + " and s.amount = e.amount where s.id is null order by e.id");
  }

  /** Accounts whose balance is not the sum of what was sent to them. */
  List<String> unbalanced() throws SQLException {
    return Sql.texts(
        direct,
        "select a.id from account a left join sent s on s.account = a.id"
            + " group by a.id, a.balance having a.balance <> coalesce(sum(s.amount), 0)");
  }

  long effects() throws SQLException {
    return Sql.number(direct, "select count(*) from effect");
  }

  long effectsOf(Item item) throws SQLException {
    return Sql.number(direct, "select count(*) from effect where id = ?", item.id());
  }

  /** Rows of the ledger; the keys carry no time, so they are all in one table. */
  long ledgerRows() throws SQLException {
    return Sql.number(direct, "select count(*) from semel_ledger_64");
  }

  long ledgerRowsOf(Item item) throws SQLException {
    return Sql.number(direct, "select count(*) from semel_ledger_64 where key_text = ?", item.id());
  }

  /** All that was sent happened one time, and nothing else did. */
  void assertExactlyOnce() throws SQLException {
    long sent = Sql.number(direct, "select count(*) from sent");
    assertThat(lost()).as("lost effects").isEmpty();
    assertThat(doubled()).as("doubled effects").isEmpty();
    assertThat(phantom()).as("phantom effects").isEmpty();
    assertThat(unbalanced()).as("accounts with a wrong sum").isEmpty();
    assertThat(effects()).as("effects").isEqualTo(sent);
    assertThat(ledgerRows()).as("ledger rows").isEqualTo(sent);
  }
}
