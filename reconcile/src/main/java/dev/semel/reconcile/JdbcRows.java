// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A query that is being read. Owns its connection, and gives it back as it got it. */
final class JdbcRows implements EntryCursor {
  private final Connection connection;
  private final boolean autoCommit;
  private final int isolation;
  private final JdbcSource.Settings settings;
  private Optional<Instant> watermark = Optional.empty();
  private @Nullable PreparedStatement statement;
  private @Nullable ResultSet rows; // Closed with its statement.
  private long position;

  private JdbcRows(Connection connection, JdbcSource.Settings settings) throws SQLException {
    this.connection = connection;
    this.settings = settings;
    this.autoCommit = connection.getAutoCommit();
    this.isolation = connection.getTransactionIsolation();
  }

  static JdbcRows open(DataSource dataSource, JdbcSource.Settings settings, Window window) {
    try {
      return opened(dataSource.getConnection(), settings, window);
    } catch (SQLException e) {
      throw failed("cannot be asked", e);
    }
  }

  private static JdbcRows opened(Connection connection, JdbcSource.Settings settings, Window window)
      throws SQLException {
    JdbcRows cursor;
    try {
      cursor = new JdbcRows(connection, settings);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    try {
      cursor.ask(window);
      return cursor;
    } catch (SQLException | RuntimeException e) {
      try {
        cursor.close();
      } catch (RuntimeException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /** Without auto-commit PostgreSQL gives portions; with it, the whole result at once. */
  private void ask(Window window) throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    watermark = askWatermark();
    PreparedStatement query = prepare(settings.query());
    statement = query;
    query.setFetchSize(settings.fetchSize());
    settings.binder().bind(query, window);
    rows = query.executeQuery();
  }

  private Optional<Instant> askWatermark() throws SQLException {
    String query = settings.watermark();
    if (query == null) {
      return Optional.empty();
    }
    try (PreparedStatement asked = prepare(query);
        ResultSet answer = asked.executeQuery()) {
      if (!answer.next()) {
        return Optional.empty();
      }
      return Optional.ofNullable(answer.getObject(1, OffsetDateTime.class))
          .map(OffsetDateTime::toInstant);
    }
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement prepared =
        connection.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    prepared.setQueryTimeout((int) settings.timeout().toSeconds());
    return prepared;
  }

  @Override
  public @Nullable Entry next() {
    ResultSet result = rows;
    if (result == null) {
      throw new IllegalStateException("this reading was never opened");
    }
    try {
      if (!result.next()) {
        return null;
      }
      position++;
      return settings.reader().read(result);
    } catch (SQLException e) {
      throw failed("failed after row %d".formatted(position), e);
    } catch (IllegalArgumentException e) {
      throw failed("has no entry in row %d".formatted(position), e);
    }
  }

  @Override
  public Optional<Instant> completeTo() {
    return watermark;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public String unit() {
    return "row";
  }

  @Override
  public void close() {
    try (Connection closing = connection) {
      if (statement != null) {
        statement.close();
      }
      closing.rollback();
      closing.setAutoCommit(autoCommit);
      closing.setTransactionIsolation(isolation);
    } catch (SQLException e) {
      throw failed("could not be ended", e);
    }
  }

  private static ReconcileException failed(String how, Exception cause) {
    return new ReconcileException("SEMEL-707", "the query " + how, cause);
  }
}
