// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Source positions on PostgreSQL. Immutable. */
public final class PostgreSqlPositions implements PositionSql {
  private final String lock;
  private final String move;
  private final String add;
  private final String addSource;
  private final String lockSource;
  private final String addEpoch;
  private final String epoch;
  private final String countEpochs;

  PostgreSqlPositions(String prefix) {
    lock =
        in(
            prefix,
            """
            select contiguous_to, unknown_to, window_after, window_bits
              from {prefix}semel_position
             where id = ?
               for update""");
    move =
        in(
            prefix,
            """
            update {prefix}semel_position
               set contiguous_to = ?, unknown_to = ?, window_after = ?, window_bits = ?
             where id = ?""");
    add =
        in(
            prefix,
            """
            insert into {prefix}semel_position
                   (contiguous_to, unknown_to, window_after, window_bits, id, scope, source, epoch,
                    lane)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict do nothing""");
    addSource =
        in(
            prefix,
            """
            insert into {prefix}semel_source (id, scope, source, epochs)
            values (?, ?, ?, 0)
                on conflict do nothing""");
    lockSource = in(prefix, "select epochs from {prefix}semel_source where id = ? for update");
    addEpoch =
        in(
            prefix,
            """
            insert into {prefix}semel_source_epoch (source_id, epoch_id, epoch, number, first_at)
            values (?, ?, ?, ?, pg_catalog.clock_timestamp())
                on conflict do nothing""");
    epoch =
        in(
            prefix,
            """
            select number
              from {prefix}semel_source_epoch
             where source_id = ? and epoch_id = ?""");
    countEpochs = in(prefix, "update {prefix}semel_source set epochs = ? where id = ?");
  }

  private static String in(String prefix, String statement) {
    return statement.replace("{prefix}", prefix);
  }

  @Override
  public @Nullable PositionRow lock(Connection c, PositionName position) throws SQLException {
    return Jdbc.first(
        c,
        lock,
        bind -> bind.uuid(position.id()),
        row ->
            new PositionRow(
                row.getLong("contiguous_to"),
                row.getLong("unknown_to"),
                row.getLong("window_after"),
                Objects.requireNonNull(row.getBytes("window_bits"), "window_bits")));
  }

  @Override
  public @Nullable PositionRow lockNewest(Connection c, PositionName position) throws SQLException {
    return lock(c, position);
  }

  @Override
  public void move(Connection c, PositionName position, PositionRow to) throws SQLException {
    Jdbc.update(c, move, bind -> row(bind, to).uuid(position.id()));
  }

  @Override
  public void add(Connection c, PositionName position, PositionRow row) throws SQLException {
    Jdbc.update(
        c,
        add,
        bind ->
            row(bind, row)
                .uuid(position.id())
                .text(position.scope())
                .text(position.source())
                .text(position.epoch())
                .text(position.lane()));
  }

  @Override
  public long lockSource(Connection c, PositionName position) throws SQLException {
    Jdbc.update(
        c,
        addSource,
        bind -> bind.uuid(position.sourceId()).text(position.scope()).text(position.source()));
    return Jdbc.one(
        c, lockSource, bind -> bind.uuid(position.sourceId()), row -> row.getLong("epochs"));
  }

  @Override
  public long epoch(Connection c, PositionName position, long ifNew) throws SQLException {
    Jdbc.update(
        c,
        addEpoch,
        bind ->
            bind.uuid(position.sourceId())
                .uuid(position.epochId())
                .text(position.epoch())
                .number(ifNew));
    return Jdbc.one(
        c,
        epoch,
        bind -> bind.uuid(position.sourceId()).uuid(position.epochId()),
        row -> row.getLong("number"));
  }

  @Override
  public void countEpochs(Connection c, PositionName position, long epochs) throws SQLException {
    Jdbc.update(c, countEpochs, bind -> bind.number(epochs).uuid(position.sourceId()));
  }

  private static Bind row(Bind bind, PositionRow row) throws SQLException {
    return bind.number(row.contiguousTo())
        .number(row.unknownTo())
        .number(row.windowAfter())
        .bytes(row.windowBits());
  }
}
