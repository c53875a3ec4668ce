// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Source positions on MariaDB and MySQL. Immutable.
 *
 * <p>Whether a row is there is asked without a lock first: to lock a row that is not there locks
 * the gap around it under REPEATABLE READ, and two who add lanes of their own into one gap are a
 * deadlock. So sources and epochs are added first and locked then.
 */
public final class MariaDbPositions implements PositionSql {
  private final String look;
  private final String lock;
  private final String move;
  private final String add;
  private final String addSource;
  private final String lockSource;
  private final String addEpoch;
  private final String epoch;
  private final String countEpochs;

  MariaDbPositions(String prefix) {
    look = in(prefix, "select 1 from {prefix}semel_position where id = ?");
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
                on duplicate key update id = id""");
    addSource =
        in(
            prefix,
            """
            insert into {prefix}semel_source (id, scope, source, epochs)
            values (?, ?, ?, 0)
                on duplicate key update id = id""");
    lockSource = in(prefix, "select epochs from {prefix}semel_source where id = ? for update");
    addEpoch =
        in(
            prefix,
            """
            insert into {prefix}semel_source_epoch (source_id, epoch_id, epoch, number, first_at)
            values (?, ?, ?, ?, utc_timestamp(6))
                on duplicate key update number = number""");
    epoch =
        in(
            prefix,
            """
            select number
              from {prefix}semel_source_epoch
             where source_id = ? and epoch_id = ?
              lock in share mode""");
    countEpochs = in(prefix, "update {prefix}semel_source set epochs = ? where id = ?");
  }

  private static String in(String prefix, String statement) {
    return statement.replace("{prefix}", prefix);
  }

  @Override
  public @Nullable PositionRow lock(Connection c, PositionName position) throws SQLException {
    Boolean there = Jdbc.first(c, look, bind -> bind.uuidBytes(position.id()), row -> true);
    return there == null ? null : lockNewest(c, position);
  }

  @Override
  public @Nullable PositionRow lockNewest(Connection c, PositionName position) throws SQLException {
    return Jdbc.first(
        c,
        lock,
        bind -> bind.uuidBytes(position.id()),
        row ->
            new PositionRow(
                row.getLong("contiguous_to"),
                row.getLong("unknown_to"),
                row.getLong("window_after"),
                Objects.requireNonNull(row.getBytes("window_bits"), "window_bits")));
  }

  @Override
  public void move(Connection c, PositionName position, PositionRow to) throws SQLException {
    Jdbc.update(c, move, bind -> row(bind, to).uuidBytes(position.id()));
  }

  @Override
  public void add(Connection c, PositionName position, PositionRow row) throws SQLException {
    Jdbc.update(
        c,
        add,
        bind ->
            row(bind, row)
                .uuidBytes(position.id())
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
        bind -> bind.uuidBytes(position.sourceId()).text(position.scope()).text(position.source()));
    return Jdbc.one(
        c, lockSource, bind -> bind.uuidBytes(position.sourceId()), row -> row.getLong("epochs"));
  }

  @Override
  public long epoch(Connection c, PositionName position, long ifNew) throws SQLException {
    Jdbc.update(
        c,
        addEpoch,
        bind ->
            bind.uuidBytes(position.sourceId())
                .uuidBytes(position.epochId())
                .text(position.epoch())
                .number(ifNew));
    return Jdbc.one(
        c,
        epoch,
        bind -> bind.uuidBytes(position.sourceId()).uuidBytes(position.epochId()),
        row -> row.getLong("number"));
  }

  @Override
  public void countEpochs(Connection c, PositionName position, long epochs) throws SQLException {
    Jdbc.update(c, countEpochs, bind -> bind.number(epochs).uuidBytes(position.sourceId()));
  }

  private static Bind row(Bind bind, PositionRow row) throws SQLException {
    return bind.number(row.contiguousTo())
        .number(row.unknownTo())
        .number(row.windowAfter())
        .bytes(row.windowBits());
  }
}
