// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.retention;

import dev.semel.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;

/** The tables of one ledger, seen from behind. */
class LedgerTables {
  private final DataSource dataSource;
  private final boolean slotTables;
  private final boolean sealsTheWindow;
  private final Consumer<LedgerTables> close;

  /**
   * @param slotTables whether each slot is a table of its own
   * @param sealsTheWindow whether the seal looks at the window again
   */
  LedgerTables(
      DataSource dataSource,
      boolean slotTables,
      boolean sealsTheWindow,
      Consumer<LedgerTables> close) {
    this.dataSource = dataSource;
    this.slotTables = slotTables;
    this.sealsTheWindow = sealsTheWindow;
    this.close = close;
  }

  DataSource dataSource() {
    return dataSource;
  }

  boolean sealsTheWindow() {
    return sealsTheWindow;
  }

  void close() {
    close.accept(this);
  }

  void run(String sql) throws SQLException {
    try (Connection c = dataSource.getConnection();
        Statement statement = c.createStatement()) {
      statement.execute(sql);
    }
  }

  long count(String from) throws SQLException {
    try (Connection c = dataSource.getConnection();
        Statement statement = c.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from " + from)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  Instant now() throws SQLException {
    try (Connection c = dataSource.getConnection();
        Statement statement = c.createStatement();
        ResultSet rows = statement.executeQuery(clock())) {
      rows.next();
      return time(rows);
    }
  }

  protected String clock() {
    return "select current_timestamp";
  }

  protected Instant time(ResultSet rows) throws SQLException {
    return rows.getObject(1, OffsetDateTime.class).toInstant();
  }

  Outcome<Void> inTransaction(Function<Connection, Outcome<Void>> work) throws SQLException {
    try (Connection c = dataSource.getConnection()) {
      c.setAutoCommit(false);
      Outcome<Void> result = work.apply(c);
      c.commit();
      return result;
    }
  }

  /** A finished row of a day the ledger need not take any more. */
  void insertOld(Instant origin, long number) throws SQLException {
    insert("orders", origin, origin, number, 2);
  }

  void insertUnfinished(Instant origin, long number) throws SQLException {
    insert("orders", origin, origin, number, 1);
  }

  void insertTimeless(String scope, Instant settled, long number, boolean finished)
      throws SQLException {
    insert(scope, null, settled, number, finished ? 2 : 3);
  }

  /** Whatever was born on a day was settled then. */
  void settledAt(Instant born, Instant settled) throws SQLException {
    int slot = (int) Math.floorMod(born.getEpochSecond() / 86_400, 64L);
    String rows =
        slotTables
            ? "semel_ledger_%02d set state_since = ?".formatted(slot)
            : "semel_ledger set state_since = ? where slot = " + slot;
    try (Connection c = dataSource.getConnection();
        PreparedStatement update = c.prepareStatement("update " + rows)) {
      update.setObject(1, time(settled));
      update.executeUpdate();
    }
  }

  /** What a sweep does before it takes rows away. */
  void forgetEverythingBut(Duration memory) throws SQLException {
    try (Connection c = dataSource.getConnection();
        PreparedStatement update =
            c.prepareStatement("update semel_scope set memory_from = ? where name = 'orders'")) {
      update.setObject(1, time(now().minus(memory)));
      update.executeUpdate();
    }
  }

  private void insert(String scope, Instant origin, Instant since, long number, int state)
      throws SQLException {
    int slot = origin == null ? 64 : (int) Math.floorMod(origin.getEpochSecond() / 86_400, 64L);
    String table = slotTables ? "semel_ledger_%02d".formatted(slot) : "semel_ledger";
    try (Connection c = dataSource.getConnection();
        PreparedStatement insert =
            c.prepareStatement(
                """
                insert into %s (%s scope, key_id, state, state_since, origin)
                select %s s.id, ?, %d, ?, ? from semel_scope as s where s.name = ?
                """
                    .formatted(
                        table,
                        hasSlotColumn() ? "slot," : "",
                        hasSlotColumn() ? slot + "," : "",
                        state))) {
      insert.setObject(1, id(new UUID(state, number)));
      insert.setObject(2, time(since));
      insert.setObject(3, origin == null ? null : time(origin));
      insert.setString(4, scope);
      if (insert.executeUpdate() != 1) {
        throw new SQLException("no scope " + scope);
      }
    }
  }

  protected boolean hasSlotColumn() {
    return true;
  }

  protected Object id(UUID id) {
    return id;
  }

  protected Object time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
