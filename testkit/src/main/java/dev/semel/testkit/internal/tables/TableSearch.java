// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds tables, their columns and keys in what a driver says of its database. For one thread. */
final class TableSearch {
  /** What drivers call a table; the leaves of a partitioned one among them, not their parent. */
  private static final String[] BASE_TABLES = {"TABLE", "BASE TABLE"};

  private final Connection connection;
  private final DatabaseMetaData meta;
  private final Product product;
  private final SnapshotOptions options;
  private final boolean catalogs;
  private final String quote;

  /** A column as the driver describes it. */
  record Described(
      String name, int jdbcType, String typeName, int scale, boolean nullable, boolean generated) {}

  /** A table as the driver describes it. */
  record Found(String schema, String name, List<Described> columns) {}

  TableSearch(Connection connection, Product product, SnapshotOptions options) throws SQLException {
    this.connection = connection;
    this.meta = connection.getMetaData();
    this.product = product;
    this.options = options;
    this.catalogs = !meta.supportsSchemasInTableDefinitions();
    this.quote = meta.getIdentifierQuoteString();
  }

  List<Table> find() throws SQLException {
    List<Found> found = new ArrayList<>();
    List<String> schemas = schemas();
    for (String schema : schemas) {
      found.addAll(tables(schema));
    }
    Names names = new Names(found, schemas);
    Set<Found> withoutTables = names.tables(options.ignoredTables());
    Map<Found, Set<String>> withoutColumns = names.columns(options.ignoredColumns());
    List<Table> tables = new ArrayList<>();
    for (Found table : found) {
      if (!withoutTables.contains(table)) {
        Set<String> without = new HashSet<>(withoutColumns.getOrDefault(table, Set.of()));
        if (options.ignoringGeneratedKeys()) {
          without.addAll(generatedKeys(table, found));
        }
        tables.add(table(table, without, shown(table, found, schemas.size() > 1)));
      }
    }
    tables.sort(Comparator.comparing(Table::name));
    return tables;
  }

  private List<String> schemas() throws SQLException {
    if (options.schemas().isEmpty()) {
      String current = catalogs ? connection.getCatalog() : connection.getSchema();
      if (current == null) {
        throw new UnknownNameException(
            "the connection has no current schema, so there is nothing to look at: name the"
                + " schemas to look at");
      }
      return List.of(current);
    }
    List<String> there = new ArrayList<>();
    try (ResultSet rows = catalogs ? meta.getCatalogs() : meta.getSchemas()) {
      while (rows.next()) {
        there.add(rows.getString(1));
      }
    }
    List<String> resolved = new ArrayList<>();
    for (String name : options.schemas()) {
      resolved.add(Names.resolve("schema", name, there));
    }
    return resolved.stream().distinct().toList();
  }

  private List<Found> tables(String schema) throws SQLException {
    Map<String, List<Described>> columns = columns(schema);
    List<Found> tables = new ArrayList<>();
    try (ResultSet rows = meta.getTables(catalog(schema), pattern(schema), "%", BASE_TABLES)) {
      while (rows.next()) {
        String name = rows.getString("TABLE_NAME");
        tables.add(new Found(schema, name, columns.getOrDefault(name, List.of())));
      }
    }
    return tables;
  }

  private Map<String, List<Described>> columns(String schema) throws SQLException {
    Map<String, List<Described>> columns = new LinkedHashMap<>();
    try (ResultSet rows = meta.getColumns(catalog(schema), pattern(schema), "%", "%")) {
      while (rows.next()) {
        Described column =
            new Described(
                rows.getString("COLUMN_NAME"),
                rows.getInt("DATA_TYPE"),
                rows.getString("TYPE_NAME"),
                rows.getInt("DECIMAL_DIGITS"),
                rows.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls,
                isGenerated(rows.getString("COLUMN_DEF"), rows.getString("IS_AUTOINCREMENT")));
        columns
            .computeIfAbsent(rows.getString("TABLE_NAME"), name -> new ArrayList<>())
            .add(column);
      }
    }
    return columns;
  }

  private static boolean isGenerated(@Nullable String value, @Nullable String autoincrement) {
    return "YES".equals(autoincrement)
        || (value != null && value.toLowerCase(Locale.ROOT).contains("uuid("));
  }

  /** As people write it: a name that a database has put into upper case is put back. */
  private String shown(Found table, List<Found> all, boolean withSchema) throws SQLException {
    boolean unique =
        all.stream().filter(other -> other.name().equalsIgnoreCase(table.name())).count()
            == all.stream().filter(other -> other.name().equals(table.name())).count();
    String name = unique ? shown(table.name()) : table.name();
    return withSchema ? shown(table.schema()) + "." + name : name;
  }

  private String shown(String name) throws SQLException {
    return meta.storesUpperCaseIdentifiers() && name.equals(name.toUpperCase(Locale.ROOT))
        ? name.toLowerCase(Locale.ROOT)
        : name;
  }

  private Table table(Found table, Set<String> without, String shown) throws SQLException {
    List<String> key = key(table);
    boolean bag = key.isEmpty() || key.stream().anyMatch(without::contains);
    List<Column> columns = new ArrayList<>();
    if (!bag) {
      for (String name : key) {
        for (Described column : table.columns()) {
          if (column.name().equals(name)) {
            columns.add(column(column));
          }
        }
      }
    }
    for (Described column : table.columns()) {
      if (!without.contains(column.name()) && (bag || !key.contains(column.name()))) {
        columns.add(column(column));
      }
    }
    String only = product == Product.POSTGRESQL ? "only " : ""; // Not the rows of its heirs too.
    return new Table(
        only + quoted(table.schema()) + "." + quoted(table.name()),
        shown,
        columns,
        bag ? 0 : key.size());
  }

  private Column column(Described column) throws SQLException {
    String selected = quoted(column.name());
    if (product == Product.MYSQL && column.jdbcType() == Types.REAL) {
      selected += " + 0e0"; // A float by itself is written with six digits.
    }
    ColumnType type = ColumnType.of(column.jdbcType(), column.typeName(), product);
    return new Column(shown(column.name()), type, column.scale(), selected);
  }

  /** The primary key, or else the first unique index over columns that are never null. */
  private List<String> key(Found table) throws SQLException {
    Map<Integer, String> primary = new TreeMap<>();
    try (ResultSet rows =
        meta.getPrimaryKeys(catalog(table.schema()), schema(table.schema()), table.name())) {
      while (rows.next()) {
        primary.put(rows.getInt("KEY_SEQ"), rows.getString("COLUMN_NAME"));
      }
    }
    return primary.isEmpty() ? uniqueIndex(table) : List.copyOf(primary.values());
  }

  private List<String> uniqueIndex(Found table) throws SQLException {
    Map<String, List<String>> indexes = new TreeMap<>();
    Set<String> partial = new HashSet<>();
    try (ResultSet rows =
        meta.getIndexInfo(
            catalog(table.schema()), schema(table.schema()), table.name(), true, true)) {
      while (rows.next()) {
        String index = rows.getString("INDEX_NAME");
        String column = rows.getString("COLUMN_NAME");
        if (index == null || column == null) {
          continue;
        }
        indexes.computeIfAbsent(index, name -> new ArrayList<>()).add(column);
        if (rows.getString("FILTER_CONDITION") != null) {
          partial.add(index);
        }
      }
    }
    indexes.keySet().removeAll(partial);
    return indexes.values().stream()
        .filter(columns -> columns.stream().allMatch(name -> isNeverNull(table, name)))
        .findFirst()
        .orElse(List.of());
  }

  /** False also for an expression, which is no column. */
  private static boolean isNeverNull(Found table, String name) {
    return table.columns().stream()
        .anyMatch(column -> column.name().equals(name) && !column.nullable());
  }

  /** Columns that the database fills with a fresh id, and those that refer to such a column. */
  private Set<String> generatedKeys(Found table, List<Found> all) throws SQLException {
    Set<String> columns = new HashSet<>();
    table.columns().stream().filter(Described::generated).forEach(c -> columns.add(c.name()));
    try (ResultSet rows =
        meta.getImportedKeys(catalog(table.schema()), schema(table.schema()), table.name())) {
      while (rows.next()) {
        String to = rows.getString("PKTABLE_NAME");
        String column = rows.getString("PKCOLUMN_NAME");
        if (all.stream().anyMatch(other -> other.name().equals(to) && generates(other, column))) {
          columns.add(rows.getString("FKCOLUMN_NAME"));
        }
      }
    }
    return columns;
  }

  private static boolean generates(Found table, String name) {
    return table.columns().stream()
        .anyMatch(column -> column.name().equals(name) && column.generated());
  }

  private @Nullable String catalog(String schema) {
    return catalogs ? schema : null;
  }

  private @Nullable String schema(String schema) {
    return catalogs ? null : schema;
  }

  private @Nullable String pattern(String schema) throws SQLException {
    if (catalogs) {
      return null;
    }
    String escape = meta.getSearchStringEscape();
    return schema
        .replace(escape, escape + escape)
        .replace("_", escape + "_")
        .replace("%", escape + "%");
  }

  private String quoted(String name) {
    return quote + name.replace(quote, quote + quote) + quote;
  }
}
