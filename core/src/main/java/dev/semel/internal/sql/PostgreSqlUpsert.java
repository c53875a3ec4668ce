// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The version-guarded upsert on PostgreSQL. Immutable. */
public final class PostgreSqlUpsert implements UpsertSql {
  private final String upsert;

  PostgreSqlUpsert(Target target) {
    upsert =
        target
            .in(
                """
                insert into {table} as t ({all})
                values ({marks})
                    on conflict ({keys}) do update
                   set {changes}{version} = excluded.{version}
                 where t.{version} < excluded.{version}""",
                Quote::postgreSql)
            .replace("{all}", Target.each(target.all(), "{}", ", ", Quote::postgreSql))
            .replace("{marks}", Target.each(target.all(), "?", ", ", Quote::postgreSql))
            .replace("{keys}", Target.each(target.keys(), "{}", ", ", Quote::postgreSql))
            .replace(
                "{changes}",
                Target.each(target.columns(), "{} = excluded.{}, ", "", Quote::postgreSql));
  }

  @Override
  public boolean upsert(Connection c, RowChange change) throws SQLException {
    return Jdbc.update(c, upsert, bind -> bind.objects(args(change))) == 1;
  }

  @Override
  public Prepared later(Connection c, RowChange change) {
    return new Prepared(upsert, args(change));
  }

  private static List<@Nullable Object> args(RowChange change) {
    List<@Nullable Object> args = new ArrayList<>(change.key());
    args.addAll(change.values());
    args.add(change.version());
    return args;
  }
}
