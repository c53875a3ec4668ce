// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Compare-and-set on PostgreSQL. Immutable. */
public final class PostgreSqlSwap implements SwapSql {
  private final String swap;
  private final String look;

  PostgreSqlSwap(Target target) {
    swap =
        in(
            target,
            """
            update {table}
               set {sets}{version} = ?
             where {named}
               and {version} = ?""");
    look =
        in(
            target,
            """
            select {version} as actual, true{same} as same
              from {table}
             where {named}
               for update""");
  }

  private static String in(Target target, String statement) {
    return target
        .in(statement, Quote::postgreSql)
        .replace("{sets}", Target.each(target.columns(), "{} = ?, ", "", Quote::postgreSql))
        .replace(
            "{same}",
            Target.each(target.columns(), " and {} is not distinct from ?", "", Quote::postgreSql))
        .replace("{named}", Target.each(target.keys(), "{} = ?", " and ", Quote::postgreSql));
  }

  @Override
  public boolean swap(Connection c, RowChange change, long expected) throws SQLException {
    return Jdbc.update(
            c,
            swap,
            bind ->
                bind.objects(change.values())
                    .number(change.version())
                    .objects(change.key())
                    .number(expected))
        == 1;
  }

  @Override
  public @Nullable Found<Long> look(Connection c, RowChange change) throws SQLException {
    return Jdbc.first(
        c,
        look,
        bind -> bind.objects(change.values()).objects(change.key()),
        row -> new Found<>(row.getLong("actual"), row.getBoolean("same")));
  }

  /** Of a single value. Immutable. */
  public static final class OfValue implements SwapSql.OfValue {
    private final String swap;
    private final String look;

    OfValue(Target target) {
      swap =
          in(
              target,
              """
              update {table}
                 set {version} = ?
               where {named}
                 and {version} is not distinct from ?""");
      look =
          in(
              target,
              """
              select {version} as actual, {version} is not distinct from ? as same
                from {table}
               where {named}
                 for update""");
    }

    @Override
    public boolean swap(Connection c, ValueChange change) throws SQLException {
      return Jdbc.update(
              c, swap, bind -> bind.object(change.to()).objects(change.key()).object(change.from()))
          == 1;
    }

    @Override
    public @Nullable Found<Object> look(Connection c, ValueChange change) throws SQLException {
      return Jdbc.first(
          c,
          look,
          bind -> bind.object(change.to()).objects(change.key()),
          row -> new Found<>(row.getObject("actual"), row.getBoolean("same")));
    }
  }
}
