// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import dev.semel.LedgerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The DDL files in the jar and what of them a database has. Immutable. */
public final class Migrations {
  private static final List<String> FILES =
      List.of(
          "001_ledger.sql",
          "002_streams.sql",
          "003_outbox.sql",
          "004_inbox.sql",
          "005_results.sql",
          "006_journal.sql");
  private static final int APPLY_TRIES_MAX = 5;

  /** By path; what is in the jar stays the same, and every start asks. */
  private static final Map<String, String> CHECKSUMS = new ConcurrentHashMap<>();

  private final DataSource dataSource;
  private final Database database;
  private final String schema;

  private Migrations(DataSource dataSource, Database database, String schema) {
    this.dataSource = dataSource;
    this.database = database;
    this.schema = schema;
  }

  /** Looks at the database; refuses one Semel does not know. */
  public static Migrations of(DataSource dataSource, @Nullable String schemaName) {
    if (schemaName != null) {
      Names.checked("schema", schemaName);
    }
    try (Connection c = dataSource.getConnection()) {
      Database.Kind kind = Database.Kind.of(c);
      String schema =
          schemaName != null
              ? schemaName
              : Names.checked("schema", Database.of(kind, "x").schema().currentSchema(c));
      return new Migrations(dataSource, Database.of(kind, schema), schema);
    } catch (Database.UnsupportedDatabase e) {
      throw new LedgerException(
          "SEMEL-012",
          ("%s is not supported. Semel has statements for PostgreSQL 14 and newer, MariaDB 10.6 and"
                  + " newer (MySQL 8 by the same statements, untested) and H2 2; it does not guess"
                  + " at others")
              .formatted(e.getMessage()),
          e);
    } catch (SQLException e) {
      throw new LedgerException("SEMEL-009", "the database could not be asked what it is", e);
    }
  }

  /** The names of the files every database has, in order. */
  public static List<String> files() {
    return FILES;
  }

  public Database database() {
    return database;
  }

  /** At start: checks, or applies where the database lives in this process. */
  public void ready() {
    if (isEmbedded()) {
      apply();
    } else {
      check();
    }
  }

  private boolean isEmbedded() {
    try (Connection c = dataSource.getConnection()) {
      return database.schema().embedded(c);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  public void check() {
    try (Connection c = dataSource.getConnection()) {
      Map<Integer, String> applied = applied(c);
      for (int version = 1; version <= FILES.size(); version++) {
        String checksum = applied.get(version);
        if (checksum == null) {
          throw new LedgerException(
              "SEMEL-010",
              ("the schema \"%s\" lacks the tables of %s (it has %s). Apply that file with your"
                      + " migration tool, or call Schema.of(dataSource).apply(); Semel changes no"
                      + " schema unasked")
                  .formatted(schema, path(version), applied.isEmpty() ? "none" : applied.keySet()));
        }
        if (!checksum.equals(checksum(version))) {
          throw new LedgerException(
              "SEMEL-011",
              ("the schema \"%s\" has version %d with the checksum %s, this Semel has %s with %s."
                      + " One of the two was changed: use the Semel that applied it, or compare the"
                      + " tables with the file")
                  .formatted(schema, version, checksum, path(version), checksum(version)));
        }
      }
      int newest = applied.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
      if (newest > FILES.size()) {
        throw new LedgerException(
            "SEMEL-011",
            ("the schema \"%s\" is at version %d, this Semel knows up to %d: a newer Semel was here."
                    + " Upgrade this one")
                .formatted(schema, newest, FILES.size()));
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  public void apply() {
    for (int tries = 1; ; tries++) {
      try {
        applyOnce();
        break;
      } catch (SQLException e) {
        // Where DDL commits by itself nothing locks out another who applies at this moment; the
        // statements can be repeated, and the next look finds what the other has done.
        if (tries == APPLY_TRIES_MAX) {
          throw failed(e);
        }
      }
    }
    check();
  }

  private void applyOnce() throws SQLException {
    try (Connection c = dataSource.getConnection()) {
      boolean autoCommit = c.getAutoCommit();
      c.setAutoCommit(false);
      try {
        database.schema().lock(c, schema);
        applyMissing(c);
        c.commit();
      } catch (SQLException | RuntimeException e) {
        c.rollback();
        throw e;
      } finally {
        c.setAutoCommit(autoCommit);
      }
    }
  }

  private void applyMissing(Connection c) throws SQLException {
    Map<Integer, String> applied = applied(c);
    for (int version = 1; version <= FILES.size(); version++) {
      if (!applied.containsKey(version)) {
        database.schema().apply(c, schema, read(version));
        database.schema().record(c, new SchemaSql.VersionRow(version, checksum(version)));
      }
    }
  }

  public String print() {
    StringBuilder all = new StringBuilder();
    for (int version = 1; version <= FILES.size(); version++) {
      all.append(read(version))
          .append(
              """

              insert into semel_schema (version, checksum, applied_at)
              values (%d, '%s', current_timestamp);
              """
                  .formatted(version, checksum(version)));
    }
    return all.toString();
  }

  private Map<Integer, String> applied(Connection c) throws SQLException {
    Map<Integer, String> applied = new HashMap<>();
    if (database.schema().hasVersionTable(c, schema)) {
      for (SchemaSql.VersionRow row : database.schema().versions(c)) {
        applied.put(row.version(), row.checksum());
      }
    }
    return applied;
  }

  private String path(int version) {
    return "META-INF/semel/schema/%s/%s"
        .formatted(database.schema().folder(), FILES.get(version - 1));
  }

  private String read(int version) {
    try (InputStream in = Migrations.class.getClassLoader().getResourceAsStream(path(version))) {
      if (in == null) {
        throw new IllegalStateException("the jar of semel-core lacks " + path(version));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the jar of semel-core cannot be read", e);
    }
  }

  private String checksum(int version) {
    return CHECKSUMS.computeIfAbsent(path(version), path -> digest(read(version)));
  }

  /** Of the statements alone: line ends may change on the way through a repository. */
  private static String digest(String file) {
    String text = file.replace("\r\n", "\n").strip();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private LedgerException failed(SQLException e) {
    return new LedgerException(
        "SEMEL-010",
        "the tables of Semel in the schema \"%s\" could not be checked or applied (SQLState %s)"
            .formatted(schema, e.getSQLState()),
        e);
  }
}
