// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static dev.semel.internal.sql.PerSlot.in;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The schema on PostgreSQL. Immutable. */
public final class PostgreSqlSchema implements SchemaSql {
  private final String versions;
  private final String record;

  PostgreSqlSchema(String schema) {
    versions = in(schema, "select version, checksum from {schema}.semel_schema order by version");
    record =
        in(
            schema,
            """
            insert into {schema}.semel_schema (version, checksum, applied_at)
            values (?, ?, pg_catalog.clock_timestamp())""");
  }

  @Override
  public String folder() {
    return "postgresql";
  }

  @Override
  public String currentSchema(Connection c) throws SQLException {
    String schema =
        Jdbc.first(c, "select pg_catalog.current_schema()", bind -> {}, row -> row.getString(1));
    return schema == null ? "public" : schema;
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
              from pg_catalog.pg_class as t
              join pg_catalog.pg_namespace as n on n.oid = t.relnamespace
             where n.nspname = ? and t.relname = 'semel_schema'""",
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
    Jdbc.run(
        c,
        "select pg_catalog.set_config('search_path', pg_catalog.quote_ident(?), true)",
        bind -> bind.text(schema));
    try (Statement statement = c.createStatement()) {
      statement.execute(file);
    }
  }

  @Override
  public void lock(Connection c, String schema) throws SQLException {
    Jdbc.run(
        c,
        "select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(?, 0))",
        bind -> bind.text("semel schema " + schema));
  }
}
