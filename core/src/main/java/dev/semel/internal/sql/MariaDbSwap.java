// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Compare-and-set on MariaDB and MySQL. Immutable.
 *
 * <p>Texts are compared by their bytes: the collations here call {@code Paid} and {@code paid} the
 * same, and a change of the one to the other would look like a repeat.
 */
public final class MariaDbSwap implements SwapSql {
  // The question marks are: whether the value is a text, and twice the value.
  private static final String EQUALS =
      """
      if(?, cast(convert({} using utf8mb4) as binary) <=> cast(convert(? using utf8mb4) as binary),
         {} <=> ?)""";

  private final String swap;
  private final String look;

  MariaDbSwap(Target target) {
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
        .in(statement, Quote::mariaDb)
        .replace("{sets}", Target.each(target.columns(), "{} = ?, ", "", Quote::mariaDb))
        .replace("{same}", Target.each(target.columns(), " and " + EQUALS, "", Quote::mariaDb))
        .replace("{equals}", EQUALS.replace("{}", Quote.mariaDb(target.version())))
        .replace("{named}", Target.each(target.keys(), "{} = ?", " and ", Quote::mariaDb));
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
        bind -> {
          for (Object value : change.values()) {
            compared(bind, value);
          }
          bind.objects(change.key());
        },
        row -> new Found<>(row.getLong("actual"), row.getBoolean("same")));
  }

  private static void compared(Bind bind, @Nullable Object value) throws SQLException {
    bind.flag(value instanceof CharSequence).object(value).object(value);
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
                 and {equals}""");
      look =
          in(
              target,
              """
              select {version} as actual, {equals} as same
                from {table}
               where {named}
                 for update""");
    }

    @Override
    public boolean swap(Connection c, ValueChange change) throws SQLException {
      return Jdbc.update(
              c,
              swap,
              bind -> {
                bind.object(change.to()).objects(change.key());
                compared(bind, change.from());
              })
          == 1;
    }

    @Override
    public @Nullable Found<Object> look(Connection c, ValueChange change) throws SQLException {
      return Jdbc.first(
          c,
          look,
          bind -> {
            compared(bind, change.to());
            bind.objects(change.key());
          },
          row -> new Found<>(row.getObject("actual"), row.getBoolean("same")));
    }
  }
}
