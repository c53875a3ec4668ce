// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What the tables of a database held at one moment. Immutable, hence thread-safe. */
public final class Snapshot {
  private final Map<String, Contents> tables;

  private record Contents(Table table, Rows rows) {}

  private Snapshot(Map<String, Contents> tables) {
    this.tables = tables;
  }

  /**
   * Reads everything, in one transaction that changes nothing.
   *
   * @throws UnknownNameException if an option names what is not there
   */
  public static Snapshot of(DataSource dataSource, SnapshotOptions options) throws SQLException {
    return ReadOnly.read(
        dataSource, connection -> Tables.of(connection, options).snapshot(connection));
  }

  static Snapshot read(Connection connection, Product product, List<Table> tables, Memory memory)
      throws SQLException {
    Map<String, Contents> contents = new LinkedHashMap<>();
    RowBuffer buffer = new RowBuffer();
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(product.fetchSize(connection.getMetaData()));
      for (Table table : tables) {
        Rows rows = new Rows(table.isBag(), memory);
        try (ResultSet result = statement.executeQuery(table.select())) {
          while (result.next()) {
            table.read(result, buffer);
            rows.add(buffer);
          }
        }
        contents.put(table.name(), new Contents(table, rows));
      }
    }
    return new Snapshot(contents);
  }

  /** What has happened between this moment and a later one. */
  public Difference differencesTo(Snapshot after) {
    List<TableChange> changes = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(tables.keySet());
    names.addAll(after.tables.keySet());
    for (String name : names) {
      change(name, tables.get(name), after.tables.get(name)).ifPresent(changes::add);
    }
    return new Difference(changes);
  }

  private static Optional<TableChange> change(
      String name, @Nullable Contents was, @Nullable Contents is) {
    if (was == null) {
      return Optional.ofNullable(is)
          .map(created -> TableChange.ofWhole(name, "the table is new" + withRows(created)));
    }
    if (is == null) {
      return Optional.of(TableChange.ofWhole(name, "the table is gone" + withRows(was)));
    }
    if (!was.table.equals(is.table)) {
      return Optional.of(
          TableChange.ofWhole(name, "the table has other columns or another key now"));
    }
    return was.rows.sameAs(is.rows)
        ? Optional.empty()
        : Optional.of(new Comparison(was.table, was.rows, is.rows).change());
  }

  private static String withRows(Contents contents) {
    long count = contents.rows.count();
    return ", with " + Decimals.grouped(count) + (count == 1 ? " row" : " rows");
  }

  /** Equal for two moments with the same tables and rows. */
  public String fingerprint() {
    StringBuilder text = new StringBuilder();
    tables.forEach(
        (name, contents) ->
            text.append(name).append('=').append(contents.rows.fingerprint()).append(';'));
    return text.toString();
  }

  /** How many rows were read. */
  public long rows() {
    return tables.values().stream().mapToLong(contents -> contents.rows.count()).sum();
  }

  /** Names of the tables that were read. */
  public List<String> tables() {
    return List.copyOf(tables.keySet());
  }
}
