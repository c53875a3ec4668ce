// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compare-and-set on rows of one table. */
public sealed interface SwapSql permits PostgreSqlSwap, MariaDbSwap, H2Swap {

  /** Sets the values and the version, if the version is this one; answers whether it did. */
  boolean swap(Connection c, RowChange change, long expected) throws SQLException;

  /** The version and whether the values are these ones already. Locks the row. */
  @Nullable Found<Long> look(Connection c, RowChange change) throws SQLException;

  /**
   * A row as it is.
   *
   * @param actual what is compared
   * @param same whether it is as it is to become
   */
  record Found<A>(@Nullable A actual, boolean same) {}

  /** Compare-and-set of a single value, where there is no version. */
  sealed interface OfValue permits PostgreSqlSwap.OfValue, MariaDbSwap.OfValue, H2Swap.OfValue {
    boolean swap(Connection c, ValueChange change) throws SQLException;

    /** The value, and whether it is the new one already. Locks the row. */
    @Nullable Found<Object> look(Connection c, ValueChange change) throws SQLException;
  }

  /** A value and what it is to become. */
  record ValueChange(List<?> key, @Nullable Object from, @Nullable Object to) {}

  static PerKind<SwapSql> of(Target target) {
    return new PerKind<>(new PostgreSqlSwap(target), new MariaDbSwap(target), new H2Swap(target));
  }

  /** For a target whose version column is the value. */
  static PerKind<OfValue> ofValue(Target target) {
    return new PerKind<>(
        new PostgreSqlSwap.OfValue(target),
        new MariaDbSwap.OfValue(target),
        new H2Swap.OfValue(target));
  }
}
