// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Set;

/**
 * One database with its statements, written out for one schema. Immutable.
 *
 * @param name what people call it
 * @param seesFailedStatements whether the server itself refuses to commit after an error somebody
 *     swallowed; where it does not, the guard remembers
 * @param forbiddenWords SQL words that would end the transaction, beyond the ones all share
 */
public record Database(
    String name,
    boolean seesFailedStatements,
    Set<String> forbiddenWords,
    LedgerSql ledger,
    ClaimSql claims,
    BatchSql batch,
    ScopeSql scopes,
    RetentionSql retention,
    SchemaSql schema,
    OutboxSql outbox,
    RelaySql relay,
    HeldSql held,
    InboxSql inbox,
    ProgressSql progress,
    PositionSql positions,
    JournalSql journal) {

  private static final Set<String> COMMIT_BY_THEMSELVES =
      Set.of(
          "alter",
          "analyze",
          "create",
          "drop",
          "flush",
          "grant",
          "lock",
          "optimize",
          "rename",
          "repair",
          "revoke",
          "truncate",
          "unlock");
  private static final Set<String> COMMIT_BY_THEMSELVES_ON_H2 =
      Set.of(
          "alter",
          "analyze",
          "backup",
          "checkpoint",
          "comment",
          "create",
          "drop",
          "grant",
          "revoke",
          "runscript",
          "shutdown",
          "truncate");

  /** The kinds of database there are, and which server is which. */
  public enum Kind {
    POSTGRESQL,
    MARIADB,
    H2;

    /** Asks the server; an unknown one is refused, never guessed. */
    public static Kind of(Connection c) throws SQLException {
      DatabaseMetaData data = c.getMetaData();
      String product = data.getDatabaseProductName();
      String version = data.getDatabaseProductVersion();
      Kind kind =
          switch (product) {
            case "PostgreSQL" -> POSTGRESQL;
            case "MariaDB", "MySQL" -> MARIADB;
            case "H2" -> H2;
            default -> throw new UnsupportedDatabase(product, version);
          };
      if (!kind.takes(product, version, data)) {
        throw new UnsupportedDatabase(product, version);
      }
      return kind;
    }

    /** See {@link Database#seesFailedStatements}. */
    public boolean seesFailedStatements() {
      return this == POSTGRESQL;
    }

    /** See {@link Database#forbiddenWords}. */
    public Set<String> forbiddenWords() {
      return switch (this) {
        case POSTGRESQL -> Set.of();
        case MARIADB -> COMMIT_BY_THEMSELVES;
        case H2 -> COMMIT_BY_THEMSELVES_ON_H2;
      };
    }

    private boolean takes(String product, String version, DatabaseMetaData data)
        throws SQLException {
      int major = data.getDatabaseMajorVersion();
      int minor = data.getDatabaseMinorVersion();
      return switch (this) {
        // Yugabyte answers as PostgreSQL, with its own version after a dash.
        case POSTGRESQL -> (major >= 14) && !version.contains("-YB-");
        case MARIADB ->
            (product.equals("MySQL") && !version.contains("MariaDB"))
                ? (major >= 8)
                : (major > 10 || (major == 10 && minor >= 6));
        case H2 -> major >= 2;
      };
    }
  }

  /** A server Semel has no statements for. */
  public static final class UnsupportedDatabase extends SQLException {
    private static final long serialVersionUID = 1L;

    UnsupportedDatabase(String product, String version) {
      super(product + " " + version, "0A000");
    }
  }

  /** The statements of a kind, for a schema whose name was checked. */
  public static Database of(Kind kind, String schema) {
    return switch (kind) {
      case POSTGRESQL -> postgreSql('"' + schema + '"');
      case MARIADB -> mariaDb('`' + schema + '`');
      case H2 -> h2('"' + schema + '"');
    };
  }

  private static Database postgreSql(String schema) {
    PostgreSqlOutbox outbox = new PostgreSqlOutbox(schema + ".");
    return new Database(
        "PostgreSQL",
        Kind.POSTGRESQL.seesFailedStatements(),
        Kind.POSTGRESQL.forbiddenWords(),
        new PostgreSqlLedger(schema, outbox),
        new PostgreSqlClaims(schema),
        new PostgreSqlBatch(schema),
        new PostgreSqlScopes(schema),
        new PostgreSqlRetention(schema),
        new PostgreSqlSchema(schema),
        outbox,
        new PostgreSqlRelay(schema + "."),
        new PostgreSqlHeld(schema + "."),
        new PostgreSqlInbox(schema + "."),
        new PostgreSqlProgress(schema + "."),
        new PostgreSqlPositions(schema + "."),
        new PostgreSqlJournal(schema + "."));
  }

  private static Database mariaDb(String schema) {
    MariaDbOutbox outbox = new MariaDbOutbox(schema + ".");
    MariaDbLedger ledger = new MariaDbLedger(schema, outbox);
    return new Database(
        "MariaDB",
        Kind.MARIADB.seesFailedStatements(),
        Kind.MARIADB.forbiddenWords(),
        ledger,
        new MariaDbClaims(schema, ledger),
        new MariaDbBatch(schema),
        new MariaDbScopes(schema),
        new MariaDbRetention(schema),
        new MariaDbSchema(schema),
        outbox,
        new MariaDbRelay(schema + "."),
        new MariaDbHeld(schema + "."),
        new MariaDbInbox(schema + "."),
        new MariaDbProgress(schema + "."),
        new MariaDbPositions(schema + "."),
        new MariaDbJournal(schema + "."));
  }

  private static Database h2(String schema) {
    H2Outbox outbox = new H2Outbox(schema + ".");
    H2Ledger ledger = new H2Ledger(schema, outbox);
    return new Database(
        "H2",
        Kind.H2.seesFailedStatements(),
        Kind.H2.forbiddenWords(),
        ledger,
        new H2Claims(schema, ledger),
        new H2Batch(schema, ledger),
        new H2Scopes(schema),
        new H2Retention(schema),
        new H2Schema(schema),
        outbox,
        new H2Relay(schema + "."),
        new H2Held(schema + "."),
        new H2Inbox(schema + "."),
        new H2Progress(schema + "."),
        new H2Positions(schema + "."),
        new H2Journal(schema + "."));
  }
}
