// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Compare-and-set on H2. Immutable. */
public final class H2Swap implements SwapSql {
  private final H2Text swap;
  private final H2Text look;

  H2Swap(Target target) {
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

  private static H2Text in(Target target, String statement) {
    return H2Text.of(quote -> in(target, statement, quote));
  }

  private static String in(Target target, String statement, UnaryOperator<String> quote) {
    return target
        .in(statement, quote)
        .replace("{sets}", Target.each(target.columns(), "{} = ?, ", "", quote))
        .replace(
            "{same}", Target.each(target.columns(), " and {} is not distinct from ?", "", quote))
        .replace("{named}", Target.each(target.keys(), "{} = ?", " and ", quote));
  }

  @Override
  public boolean swap(Connection c, RowChange change, long expected) throws SQLException {
    return Jdbc.update(
            c,
            swap.on(c),
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
        look.on(c),
        bind -> bind.objects(change.values()).objects(change.key()),
        row -> new Found<>(row.getLong("actual"), row.getBoolean("same")));
  }

  /** Of a single value. Immutable. */
  public static final class OfValue implements SwapSql.OfValue {
    private final H2Text swap;
    private final H2Text look;

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
              c,
              swap.on(c),
              bind -> bind.object(change.to()).objects(change.key()).object(change.from()))
          == 1;
    }

    @Override
    public @Nullable Found<Object> look(Connection c, ValueChange change) throws SQLException {
      return Jdbc.first(
          c,
          look.on(c),
          bind -> bind.object(change.to()).objects(change.key()),
          row -> new Found<>(row.getObject("actual"), row.getBoolean("same")));
    }
  }
}
