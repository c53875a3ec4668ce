// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The version-guarded upsert on MariaDB and MySQL. Immutable.
 *
 * <p>Here one statement cannot say what it did: drivers ask for found rows, and then a row that was
 * inserted and a row that was left alone both count as one. So the row is first made to exist, one
 * version behind, and then updated; the second count is reliable. The insert comes first although
 * the update would often do: an update that finds nothing locks a gap under REPEATABLE READ, and
 * two of them make each other's insert a deadlock.
 *
 * <p>{@code on duplicate key} fires for every unique key of a table. A row with another key than
 * ours would be changed; setting its key to null makes that an error.
 */
public final class MariaDbUpsert implements UpsertSql {
  private final String ensure;
  private final String advance;
  private final String upsert;

  MariaDbUpsert(Target target) {
    ensure =
        in(
            target,
            """
            insert into {table} ({all})
            values ({marks})
                on duplicate key update {key} = if({same}, {key}, null)""");
    advance =
        in(
            target,
            """
            update {table}
               set {sets}{version} = ?
             where {named}
               and {version} < ?""");
    // Assignments run from left to right: the version must be the last to change.
    upsert =
        in(
            target,
            """
            insert into {table} ({all})
            values ({marks})
                on duplicate key update {key} = if({same}, {key}, null),
                   {guarded}{version} = greatest({version}, values({version}))""");
  }

  private static String in(Target target, String statement) {
    String guarded = "{} = if({version} < values({version}), values({}), {}), ";
    return target.in(
        statement
            .replace("{all}", Target.each(target.all(), "{}", ", ", Quote::mariaDb))
            .replace("{marks}", Target.each(target.all(), "?", ", ", Quote::mariaDb))
            .replace("{key}", Quote.mariaDb(target.keys().get(0)))
            .replace(
                "{same}", Target.each(target.keys(), "{} <=> values({})", " and ", Quote::mariaDb))
            .replace("{sets}", Target.each(target.columns(), "{} = ?, ", "", Quote::mariaDb))
            .replace("{guarded}", Target.each(target.columns(), guarded, "", Quote::mariaDb))
            .replace("{named}", Target.each(target.keys(), "{} = ?", " and ", Quote::mariaDb)),
        Quote::mariaDb);
  }

  @Override
  public boolean upsert(Connection c, RowChange change) throws SQLException {
    RowChange behind = new RowChange(change.key(), change.version() - 1, change.values());
    Jdbc.update(c, ensure, bind -> bind.objects(args(behind)));
    int advanced =
        Jdbc.update(
            c,
            advance,
            bind ->
                bind.objects(change.values())
                    .number(change.version())
                    .objects(change.key())
                    .number(change.version()));
    return advanced == 1;
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
