// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where consumers are, on PostgreSQL. Immutable. */
public final class PostgreSqlProgress implements ProgressSql {
  private final String nexts;
  private final String move;
  private final String begin;
  private final String home;
  private final String addHome;
  private final String changeHome;
  private final String mark;
  private final String setMark;
  private final String clearMark;
  private final String forgive;

  PostgreSqlProgress(String prefix) {
    nexts =
        in(
            prefix,
            """
            select id, next_number
              from {prefix}semel_inbox_progress
             where id = any (?)""");
    move =
        in(
            prefix,
            """
            update {prefix}semel_inbox_progress
               set next_number = ?
             where id = ? and next_number >= ? and next_number < ?""");
    begin =
        in(
            prefix,
            """
            insert into {prefix}semel_inbox_progress (id, scope, source, epoch, lane, next_number)
            values (?, ?, ?, ?, ?, ?)
                on conflict do nothing""");
    // The timeline is what the name of the current WAL file begins with. A standby has none to
    // write
    // to.
    home =
        in(
            prefix,
            """
            select case when not pg_catalog.pg_is_in_recovery()
                        then c.system_identifier || '/' ||
                             substr(pg_catalog.pg_walfile_name(
                                      pg_catalog.pg_current_wal_lsn()), 1, 8) end as home,
                   extract(epoch from pg_catalog.pg_postmaster_start_time())::text as up_since,
                   (select h.home
                      from {prefix}semel_inbox_home as h
                     where h.scope = ?) as written
              from pg_catalog.pg_control_system() as c""");
    addHome =
        in(
            prefix,
            """
            insert into {prefix}semel_inbox_home (scope, home)
            values (?, ?)
                on conflict do nothing""");
    changeHome =
        in(prefix, "update {prefix}semel_inbox_home set home = ? where scope = ? and home = ?");
    mark =
        in(
            prefix,
            """
            select from_number, to_number, alone, deaths, owner
              from {prefix}semel_inbox_mark
             where id = ?""");
    setMark =
        in(
            prefix,
            """
            insert into {prefix}semel_inbox_mark
                   (id, scope, source, epoch, lane, from_number, to_number, alone, deaths, owner)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do update
               set from_number = excluded.from_number, to_number = excluded.to_number,
                   alone = excluded.alone, deaths = excluded.deaths, owner = excluded.owner""");
    clearMark = in(prefix, "delete from {prefix}semel_inbox_mark where id = ? and owner = ?");
    forgive =
        in(
            prefix,
            """
            update {prefix}semel_inbox_mark
               set deaths = deaths - 1
             where id = ? and from_number = ? and deaths > 0""");
  }

  private static String in(String prefix, String statement) {
    return statement.replace("{prefix}", prefix);
  }

  @Override
  public Map<UUID, Long> nexts(Connection c, Collection<UUID> lanes) throws SQLException {
    Map<UUID, Long> found = new HashMap<>();
    Jdbc.all(
            c,
            nexts,
            bind -> bind.array("uuid", lanes.toArray()),
            row -> Map.entry(row.getObject("id", UUID.class), row.getLong("next_number")))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  @Override
  public Set<UUID> move(Connection c, List<LaneMove> moves) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(move)) {
      for (LaneMove step : moves) {
        Bind unused =
            new Bind(statement)
                .number(step.to())
                .uuid(step.lane().id())
                .number(step.from())
                .number(step.to());
        statement.addBatch();
      }
      int[] counts = statement.executeBatch();
      Set<UUID> moved = new HashSet<>();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] == 1) {
          moved.add(moves.get(i).lane().id());
        }
      }
      return moved;
    }
  }

  @Override
  public void begin(Connection c, PositionName lane, long next) throws SQLException {
    int added = Jdbc.update(c, begin, bind -> named(bind, lane).number(next));
    if (added != 1) {
      throw new SQLException("another transaction has begun this lane", "40001");
    }
  }

  @Override
  public Home home(Connection c, String scope) throws SQLException {
    Found found =
        Jdbc.one(
            c,
            home,
            bind -> bind.text(scope),
            row ->
                new Found(
                    row.getString("home"), row.getString("up_since"), row.getString("written")));
    String now = found.home();
    if (now == null) {
      throw new SQLException("this server is a standby", "25006");
    }
    String written = found.written();
    boolean replaced = false;
    if (written == null) {
      Jdbc.update(c, addHome, bind -> bind.text(scope).text(now));
    } else if (!written.equals(now)) {
      replaced = Jdbc.update(c, changeHome, bind -> bind.text(now).text(scope).text(written)) == 1;
    }
    return new Home(now, now + " up since " + found.upSince(), replaced ? written : null);
  }

  private record Found(@Nullable String home, String upSince, @Nullable String written) {}

  @Override
  public @Nullable MarkRow mark(Connection c, UUID lane) throws SQLException {
    return Jdbc.first(
        c,
        mark,
        bind -> bind.uuid(lane),
        row ->
            new MarkRow(
                row.getLong("from_number"),
                row.getLong("to_number"),
                row.getBoolean("alone"),
                row.getInt("deaths"),
                row.getString("owner")));
  }

  @Override
  public void setMark(Connection c, PositionName lane, MarkRow row) throws SQLException {
    Jdbc.update(
        c,
        setMark,
        bind ->
            named(bind, lane)
                .number(row.from())
                .number(row.to())
                .flag(row.alone())
                .integer(row.deaths())
                .text(row.owner()));
  }

  @Override
  public void clearMark(Connection c, UUID lane, String owner) throws SQLException {
    Jdbc.update(c, clearMark, bind -> bind.uuid(lane).text(owner));
  }

  @Override
  public void forgive(Connection c, UUID lane, long number) throws SQLException {
    Jdbc.update(c, forgive, bind -> bind.uuid(lane).number(number));
  }

  private static Bind named(Bind bind, PositionName lane) throws SQLException {
    return bind.uuid(lane.id())
        .text(lane.scope())
        .text(lane.source())
        .text(lane.epoch())
        .text(lane.lane());
  }
}
