// SPDX-License-Identifier: Apache-2.0
package dev.semel.recipe;

import dev.semel.LedgerException;
import dev.semel.Tx;
import dev.semel.internal.ledger.Failures;
import dev.semel.internal.sql.PerKind;
import dev.semel.internal.sql.Prepared;
import dev.semel.internal.sql.RowChange;
import dev.semel.internal.sql.Target;
import dev.semel.internal.sql.UpsertSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the newest state of a row and ignores older ones: an upsert with a version guard. Repeats
 * and reordering change nothing, and no ledger row is needed. Immutable and thread-safe; make one
 * per table and keep it.
 *
 * <pre>{@code
 * Upsert view = Upsert.into("account_view").key("id").version("version").set("owner", "balance");
 * view.apply(connection, event.id(), event.version(), event.owner(), event.balance());
 * }</pre>
 *
 * <p>It fits events that carry the whole state. The version must grow with every change of the row
 * and come from whoever owns the row: a counter or a sequence, not a clock. The key columns need a
 * primary or unique key, and the version column must not be null.
 *
 * <p>A name without capitals means what it means unquoted in the database; any other is taken as it
 * is written. Names are checked and quoted, values are bound by {@code
 * PreparedStatement.setObject}.
 */
public final class Upsert {
  private final Target target;
  private final PerKind<UpsertSql> sql;

  private Upsert(Target target) {
    this.target = target;
    this.sql = UpsertSql.of(target);
  }

  /**
   * Begins with the table.
   *
   * @param table its name, or schema and name with a dot between
   */
  public static Into into(String table) {
    return new Into(table, List.of(), null);
  }

  /**
   * Writes the row unless it is as new already, in the transaction of the connection.
   *
   * @param key the value of the key column; a {@code List} of values where there are several
   * @param values one for each column named in {@link Into#set}
   * @throws LedgerException if the database refused; the caller's transaction is to be rolled back
   */
  public Answer apply(Connection connection, Object key, long version, @Nullable Object... values) {
    RowChange change = change(key, version, values);
    try {
      return sql.on(connection).upsert(connection, change) ? Answer.APPLIED : Answer.STALE;
    } catch (SQLException e) {
      throw Failures.of(target.table(), "the upsert of version " + version, e);
    }
  }

  /**
   * Adds the write to those that are sent just before the commit, where those of a batch travel
   * together. It does not tell whether it applied.
   */
  public void add(Tx tx, Object key, long version, @Nullable Object... values) {
    RowChange change = change(key, version, values);
    try {
      Prepared prepared = sql.on(tx.connection()).later(tx.connection(), change);
      tx.add(prepared.sql(), prepared.args().toArray());
    } catch (SQLException e) {
      throw Failures.of(target.table(), "the upsert of version " + version, e);
    }
  }

  private RowChange change(Object key, long version, @Nullable Object[] values) {
    if (version == Long.MIN_VALUE) {
      throw new IllegalArgumentException("the version of a row must be above " + version);
    }
    return new RowChange(
        Rows.key(target, key), version, Rows.values(target, Arrays.asList(values)));
  }

  /** What became of a write. */
  public enum Answer {
    /** The row shows this version, and did not before. */
    APPLIED,
    /** The row shows this version or a newer one already; nothing changed. */
    STALE
  }

  /** The columns, to be named before there is an {@link Upsert}. Immutable. */
  public static final class Into {
    private final String table;
    private final List<String> keys;
    private final @Nullable String version;

    private Into(String table, List<String> keys, @Nullable String version) {
      this.table = Objects.requireNonNull(table, "table");
      this.keys = keys;
      this.version = version;
    }

    /** The columns that name a row. Needed. */
    public Into key(String... columns) {
      return new Into(table, List.of(columns), version);
    }

    /** The column with the number that grows. Needed. */
    public Into version(String column) {
      return new Into(table, keys, Objects.requireNonNull(column, "column"));
    }

    /** The columns to write, maybe none, and the end of it. */
    public Upsert set(String... columns) {
      if (version == null) {
        throw new IllegalArgumentException("SEMEL-015 no version column is named for " + table);
      }
      return new Upsert(new Target(table, keys, version, List.of(columns)));
    }
  }
}
