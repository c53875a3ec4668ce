// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The version-guarded upsert on H2. Immutable.
 *
 * <p>Two who insert the same row at once do not wait for each other here: the second is told of a
 * duplicate it cannot see, and has to be delivered again.
 */
public final class H2Upsert implements UpsertSql {
  private final H2Text upsert;

  H2Upsert(Target target) {
    upsert = H2Text.of(quote -> in(target, quote));
  }

  private static String in(Target target, UnaryOperator<String> quote) {
    return target
        .in(
            """
            merge into {table} as t
            using (values (1)) as n (one)
               on {named}
             when matched and t.{version} < ? then update
              set {changes}{version} = ?
             when not matched then insert ({all})
                                   values ({marks})""",
            quote)
        .replace("{named}", Target.each(target.keys(), "t.{} = ?", " and ", quote))
        .replace("{changes}", Target.each(target.columns(), "{} = ?, ", "", quote))
        .replace("{all}", Target.each(target.all(), "{}", ", ", quote))
        .replace("{marks}", Target.each(target.all(), "?", ", ", quote));
  }

  @Override
  public boolean upsert(Connection c, RowChange change) throws SQLException {
    try {
      return Jdbc.update(c, upsert.on(c), bind -> bind.objects(args(change))) == 1;
    } catch (SQLException e) {
      throw Races.judged(e);
    }
  }

  @Override
  public Prepared later(Connection c, RowChange change) throws SQLException {
    return new Prepared(upsert.on(c), args(change));
  }

  private static List<@Nullable Object> args(RowChange change) {
    List<@Nullable Object> args = new ArrayList<>(change.key());
    args.add(change.version());
    args.addAll(change.values());
    args.add(change.version());
    args.addAll(change.key());
    args.addAll(change.values());
    args.add(change.version());
    return args;
  }
}
