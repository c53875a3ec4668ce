// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static dev.semel.internal.sql.PerSlot.in;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The schema on MariaDB and MySQL. Immutable. */
public final class MariaDbSchema implements SchemaSql {
  private final String versions;
  private final String record;

  MariaDbSchema(String schema) {
    versions = in(schema, "select version, checksum from {schema}.semel_schema order by version");
    record =
        in(
            schema,
            """
            insert into {schema}.semel_schema (version, checksum, applied_at)
            values (?, ?, utc_timestamp(6))""");
  }

  @Override
  public String folder() {
    return "mariadb";
  }

  @Override
  public String currentSchema(Connection c) throws SQLException {
    String schema = Jdbc.first(c, "select database()", bind -> {}, row -> row.getString(1));
    if (schema == null) {
      throw new SQLException("no database is chosen: name one in the JDBC URL", "3D000");
    }
    return schema;
  }

  @Override
  public boolean embedded(Connection c) {
    return false;
  }

  @Override
  public boolean hasVersionTable(Connection c, String schema) throws SQLException {
    return Jdbc.first(
            c,
            """
            select 1
              from information_schema.tables
             where table_schema = ? and table_name = 'semel_schema'""",
            bind -> bind.text(schema),
            row -> true)
        != null;
  }

  @Override
  public List<VersionRow> versions(Connection c) throws SQLException {
    return Jdbc.all(
        c,
        versions,
        bind -> {},
        row -> new VersionRow(row.getInt("version"), row.getString("checksum")));
  }

  @Override
  public void record(Connection c, VersionRow version) throws SQLException {
    Jdbc.update(c, record, bind -> bind.integer(version.version()).text(version.checksum()));
  }

  /** One statement at a time: the driver takes several only where it was told to. */
  @Override
  public void apply(Connection c, String schema, String file) throws SQLException {
    String before = c.getCatalog();
    c.setCatalog(schema);
    try (Statement statement = c.createStatement()) {
      for (String one : SchemaFiles.statements(file)) {
        statement.execute(one);
      }
    } finally {
      c.setCatalog(before);
    }
  }

  /** Nothing: DDL commits by itself here, so every statement of the files is safe to repeat. */
  @Override
  public void lock(Connection c, String schema) {}
}
