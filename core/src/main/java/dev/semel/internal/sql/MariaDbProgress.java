// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where consumers are, on MariaDB and MySQL. Immutable. */
public final class MariaDbProgress implements ProgressSql {
  private final String nexts;
  private final String move;
  private final String begin;
  private final String mark;
  private final String setMark;
  private final String clearMark;
  private final String forgive;

  MariaDbProgress(String prefix) {
    nexts =
        in(
            prefix,
            """
            select p.id, p.next_number
              from json_table(?, '$[*]' columns (id char(32) path '$')) as k
              join {prefix}semel_inbox_progress as p on p.id = unhex(k.id)""");
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
            values (?, ?, ?, ?, ?, ?)""");
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
                on duplicate key update
                   from_number = values(from_number), to_number = values(to_number),
                   alone = values(alone), deaths = values(deaths), owner = values(owner)""");
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
            bind -> bind.text(JsonList.of(lanes)),
            row -> Map.entry(Uuids.of(row.getBytes("id")), row.getLong("next_number")))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  @Override
  public Set<UUID> move(Connection c, List<LaneMove> moves) throws SQLException {
    Set<UUID> moved = new HashSet<>();
    for (LaneMove step : moves) {
      int changed =
          Jdbc.update(
              c,
              move,
              bind ->
                  bind.number(step.to())
                      .uuidBytes(step.lane().id())
                      .number(step.from())
                      .number(step.to()));
      if (changed == 1) {
        moved.add(step.lane().id());
      }
    }
    return moved;
  }

  @Override
  public void begin(Connection c, PositionName lane, long next) throws SQLException {
    try {
      Jdbc.update(c, begin, bind -> named(bind, lane).number(next));
    } catch (SQLException e) {
      throw Races.judged(e);
    }
  }

  @Override
  public Home home(Connection c, String scope) {
    return Home.UNNAMED;
  }

  @Override
  public @Nullable MarkRow mark(Connection c, UUID lane) throws SQLException {
    return Jdbc.first(
        c,
        mark,
        bind -> bind.uuidBytes(lane),
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
    Jdbc.update(c, clearMark, bind -> bind.uuidBytes(lane).text(owner));
  }

  @Override
  public void forgive(Connection c, UUID lane, long number) throws SQLException {
    Jdbc.update(c, forgive, bind -> bind.uuidBytes(lane).number(number));
  }

  private static Bind named(Bind bind, PositionName lane) throws SQLException {
    return bind.uuidBytes(lane.id())
        .text(lane.scope())
        .text(lane.source())
        .text(lane.epoch())
        .text(lane.lane());
  }
}
