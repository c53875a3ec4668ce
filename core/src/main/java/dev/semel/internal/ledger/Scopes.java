// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.LedgerException;
import dev.semel.Scope;
import dev.semel.internal.sql.Fault;
import dev.semel.internal.sql.ScopeRow;
import dev.semel.internal.sql.ScopeSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The scopes of a ledger: declared ones and those that appear. Thread-safe. Remembers only numbers
 * it has seen committed.
 */
public final class Scopes {
  private static final Duration MEETING_MAX = Duration.ofSeconds(5);

  private final ScopeSql sql;
  private final Map<String, Scope> declared;
  private final Map<String, ScopeRow> known = new ConcurrentHashMap<>();

  public Scopes(ScopeSql sql, Map<String, Scope> declared) {
    this.sql = sql;
    this.declared = Map.copyOf(declared);
  }

  /**
   * Reads what the database knows, adds what was declared and refuses a declaration that differs.
   */
  public void declare(Connection c) throws SQLException {
    for (Scope scope : declared.values()) {
      ScopeRow row = committed(c, scope);
      if (row.timed() != scope.isTimed()) {
        throw redeclared(scope, row);
      }
      if (!Objects.equals(row.resultsSeconds(), results(scope))) {
        sql.changeResults(c, row.id(), results(scope));
      }
      if (row.horizonSeconds() != scope.horizon().toSeconds()) {
        sql.changeHorizon(c, row.id(), scope.horizon().toSeconds());
      }
    }
    c.commit();
    sql.all(c).forEach(row -> known.put(row.name(), row));
    c.commit();
  }

  /** Finds a scope or interns it, in a transaction of its own that is over when this returns. */
  public ScopeRow of(DataSource dataSource, String name) throws SQLException {
    ScopeRow row = known.get(name);
    if (row == null) {
      try (Borrowed borrowed = Borrowed.from(dataSource)) {
        row = of(borrowed.connection(), name);
      }
    }
    return row;
  }

  /** Finds a scope or interns it, on a connection whose transaction this may end. */
  ScopeRow of(Connection c, String name) throws SQLException {
    ScopeRow row = known.get(name);
    if (row == null) {
      row = committed(c, definition(name));
      known.put(name, row);
    }
    return row;
  }

  /** How long a scope remembers, as the database knows it. */
  public Duration horizon(DataSource dataSource, String name) throws SQLException {
    return Duration.ofSeconds(of(dataSource, name).horizonSeconds());
  }

  /** The first uses of a scope may meet: then somebody else's row is seen a moment later. */
  private ScopeRow committed(Connection c, Scope scope) throws SQLException {
    Waiting waiting = new Waiting(MEETING_MAX);
    while (true) {
      try {
        ScopeRow row = findOrAdd(c, scope);
        c.commit();
        return row;
      } catch (SQLException e) {
        c.rollback();
        if (Fault.of(e) != Fault.TRY_AGAIN || !waiting.pause()) {
          throw e;
        }
      }
    }
  }

  /** Interns a scope in a caller's transaction. Not remembered: the caller may still roll back. */
  public ScopeRow within(Connection c, String name) throws SQLException {
    ScopeRow row = known.get(name);
    return row != null ? row : findOrAdd(c, definition(name));
  }

  Scope definition(String name) {
    return declared.getOrDefault(name, Scope.named(name));
  }

  private ScopeRow findOrAdd(Connection c, Scope scope) throws SQLException {
    ScopeRow row = sql.find(c, scope.name());
    if (row == null) {
      sql.add(c, scope.name(), scope.isTimed(), scope.horizon().toSeconds(), results(scope));
      row = sql.find(c, scope.name());
    }
    if (row == null) {
      throw new SQLException("another transaction is adding the scope " + scope.name(), "40001");
    }
    return row;
  }

  private static @Nullable Long results(Scope scope) {
    return scope.results() == null ? null : scope.results().toSeconds();
  }

  private static LedgerException redeclared(Scope scope, ScopeRow row) {
    return new LedgerException(
        "SEMEL-014",
        ("the scope %s is declared %s and is %s in the database; changing it would look for its keys"
                + " in another place and apply them again. Use another scope name")
            .formatted(scope.name(), word(scope.isTimed()), word(row.timed())));
  }

  private static String word(boolean timed) {
    return timed ? "timed" : "timeless";
  }
}
