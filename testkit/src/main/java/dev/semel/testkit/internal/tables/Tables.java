// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * The tables that are read, found once; whoever takes many snapshots saves asking for them again.
 * Immutable, hence thread-safe.
 */
public final class Tables {
  private final List<Table> tables;
  private final Product product;
  private final long memoryBytesMax;

  private Tables(List<Table> tables, Product product, long memoryBytesMax) {
    this.tables = List.copyOf(tables);
    this.product = product;
    this.memoryBytesMax = memoryBytesMax;
  }

  /**
   * Finds the base tables: a partitioned table as its leaves, no view, nothing of the system.
   *
   * @throws UnknownNameException if an option names what is not there
   */
  public static Tables of(DataSource dataSource, SnapshotOptions options) throws SQLException {
    return ReadOnly.read(dataSource, connection -> of(connection, options));
  }

  /** The rows at this moment. A table made or altered meanwhile is not noticed. */
  public Snapshot snapshot(DataSource dataSource) throws SQLException {
    return ReadOnly.read(dataSource, this::snapshot);
  }

  /** Names of the tables, as reports show them. */
  public List<String> names() {
    return tables.stream().map(Table::name).toList();
  }

  static Tables of(Connection connection, SnapshotOptions options) throws SQLException {
    Product product = Product.of(connection.getMetaData());
    List<Table> tables = new TableSearch(connection, product, options).find();
    return new Tables(tables, product, options.memoryBytesMax());
  }

  Snapshot snapshot(Connection connection) throws SQLException {
    return Snapshot.read(connection, product, tables, new Memory(memoryBytesMax));
  }
}
