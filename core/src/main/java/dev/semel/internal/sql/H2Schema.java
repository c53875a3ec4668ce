// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static dev.semel.internal.sql.PerSlot.in;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/** The schema on H2. Immutable. */
public final class H2Schema implements SchemaSql {
  private final String versions;
  private final String record;

  H2Schema(String schema) {
    versions = in(schema, "select version, checksum from {schema}.semel_schema order by version");
    record =
        in(
            schema,
            """
            insert into {schema}.semel_schema (version, checksum, applied_at)
            values (?, ?, current_timestamp)""");
  }

  @Override
  public String folder() {
    return "h2";
  }

  @Override
  public String currentSchema(Connection c) throws SQLException {
    return Jdbc.one(c, "select current_schema", bind -> {}, row -> row.getString(1));
  }

  /** Anything but a server: {@code jdbc:h2:mem:}, a file, a zip. */
  @Override
  public boolean embedded(Connection c) throws SQLException {
    String url = c.getMetaData().getURL().toLowerCase(Locale.ROOT);
    return !url.startsWith("jdbc:h2:tcp:") && !url.startsWith("jdbc:h2:ssl:");
  }

  @Override
  public boolean hasVersionTable(Connection c, String schema) throws SQLException {
    return Jdbc.first(
            c,
            """
            select 1
              from information_schema.tables
             where table_schema = ? and lower(table_name) = 'semel_schema'""",
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

  @Override
  public void apply(Connection c, String schema, String file) throws SQLException {
    String before = c.getSchema();
    c.setSchema(schema);
    try (Statement statement = c.createStatement()) {
      for (String one : SchemaFiles.statements(file)) {
        statement.execute(one);
      }
    } finally {
      c.setSchema(before);
    }
  }

  /** Nothing: DDL commits by itself here, so every statement of the files is safe to repeat. */
  @Override
  public void lock(Connection c, String schema) {}
}
