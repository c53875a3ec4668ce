// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query, read in portions through a connection of its own, in one snapshot and one
 * transaction that is rolled back. The query must order by the bytes of the reference, on
 * PostgreSQL by {@code ref collate "C"}. Immutable; threads may share it.
 *
 * <p>Two of them in one run hold two connections at once.
 */
public final class JdbcSource implements EntrySource {
  private static final int FETCH_HIGHEST = 100_000;

  private final DataSource dataSource;
  private final Settings settings;

  private JdbcSource(DataSource dataSource, Settings settings) {
    this.dataSource = dataSource;
    this.settings = settings;
  }

  /** What makes an entry of the row a result stands at. */
  @FunctionalInterface
  public interface RowReader {
    Entry read(ResultSet row) throws SQLException;
  }

  /** What gives a query its parameters. */
  @FunctionalInterface
  public interface Binder {
    void bind(PreparedStatement query, Window window) throws SQLException;
  }

  /** What is asked, and how. Immutable. */
  record Settings(
      String query,
      RowReader reader,
      Binder binder,
      @Nullable String watermark,
      int fetchSize,
      Duration timeout) {}

  /** A query without parameters, in portions of 1000 rows. */
  public static JdbcSource of(DataSource dataSource, String query, RowReader reader) {
    Objects.requireNonNull(dataSource, "dataSource");
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(reader, "reader");
    return new JdbcSource(
        dataSource,
        new Settings(
            query, reader, (statement, window) -> {}, null, 1_000, Duration.ofMinutes(10)));
  }

  /** The same with parameters, such as the ends of the window that is to be read. */
  public JdbcSource binding(Binder parameters) {
    Objects.requireNonNull(parameters, "parameters");
    return with(parameters, settings.watermark(), settings.fetchSize(), settings.timeout());
  }

  /**
   * The same with a watermark: a query with one row and one column, an instant or null, that is
   * asked in the same snapshot before the rows are.
   */
  public JdbcSource completeToBy(String watermarkQuery) {
    Objects.requireNonNull(watermarkQuery, "watermarkQuery");
    return with(settings.binder(), watermarkQuery, settings.fetchSize(), settings.timeout());
  }

  /** The same in portions of so many rows. */
  public JdbcSource fetchSize(int rows) {
    if (rows < 1 || rows > FETCH_HIGHEST) {
      throw new IllegalArgumentException(
          "SEMEL-701 fetchSize is %d, allowed is 1 to %d".formatted(rows, FETCH_HIGHEST));
    }
    return with(settings.binder(), settings.watermark(), rows, settings.timeout());
  }

  /** The same with a limit for how long a statement may take to answer; 10 minutes by default. */
  public JdbcSource timeout(Duration limit) {
    if (limit.toSeconds() < 1 || limit.toSeconds() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("SEMEL-701 the timeout is %s".formatted(limit));
    }
    return with(settings.binder(), settings.watermark(), settings.fetchSize(), limit);
  }

  @Override
  public EntryCursor open(Window window) {
    return JdbcRows.open(dataSource, settings, window);
  }

  private JdbcSource with(
      Binder binder, @Nullable String watermark, int fetchSize, Duration timeout) {
    return new JdbcSource(
        dataSource,
        new Settings(settings.query(), settings.reader(), binder, watermark, fetchSize, timeout));
  }
}
