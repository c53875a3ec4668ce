// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Projections on PostgreSQL. Immutable. */
public final class PostgreSqlStreams implements StreamSql {
  private final String look;
  private final String lock;
  private final String add;
  private final String move;
  private final String fingerprint;
  private final String park;
  private final String parked;
  private final String unpark;

  PostgreSqlStreams(String prefix) {
    look =
        in(prefix, "select next_sequence, parked, recent from {prefix}semel_stream where id = ?");
    lock =
        in(
            prefix,
            """
            select next_sequence, parked, recent
              from {prefix}semel_stream
             where id = ?
               for update""");
    add =
        in(
            prefix,
            """
            insert into {prefix}semel_stream (id, scope, stream, next_sequence, parked, recent)
            values (?, ?, ?, ?, 0, ?)
                on conflict do nothing""");
    move =
        in(
            prefix,
            """
            update {prefix}semel_stream
               set next_sequence = ?, parked = ?, recent = ?
             where id = ?""");
    fingerprint =
        in(
            prefix,
            """
            select fingerprint
              from {prefix}semel_stream_parked
             where stream_id = ? and sequence = ?""");
    park =
        in(
            prefix,
            """
            insert into {prefix}semel_stream_parked
                   (stream_id, sequence, fingerprint, body, parked_at)
            values (?, ?, ?, ?, pg_catalog.clock_timestamp())""");
    parked =
        in(
            prefix,
            """
            select sequence, fingerprint, body
              from {prefix}semel_stream_parked
             where stream_id = ? and sequence >= ?
             order by sequence
             limit ?""");
    unpark =
        in(
            prefix,
            """
            delete from {prefix}semel_stream_parked
             where stream_id = ? and sequence < ?""");
  }

  private static String in(String prefix, String statement) {
    return statement.replace("{prefix}", prefix);
  }

  @Override
  public @Nullable StreamRow look(Connection c, UUID stream) throws SQLException {
    return Jdbc.first(c, look, bind -> bind.uuid(stream), PostgreSqlStreams::rowOf);
  }

  @Override
  public StreamRow lock(Connection c, StreamName stream, long first) throws SQLException {
    StreamRow row = Jdbc.first(c, lock, bind -> bind.uuid(stream.id()), PostgreSqlStreams::rowOf);
    if (row != null) {
      return row;
    }
    Jdbc.update(
        c,
        add,
        bind ->
            bind.uuid(stream.id())
                .text(stream.scope())
                .text(stream.stream())
                .number(first)
                .bytes(new byte[0]));
    return Jdbc.one(c, lock, bind -> bind.uuid(stream.id()), PostgreSqlStreams::rowOf);
  }

  @Override
  public void move(Connection c, UUID stream, StreamRow to) throws SQLException {
    Jdbc.update(
        c,
        move,
        bind -> bind.number(to.next()).integer(to.parked()).bytes(to.recent()).uuid(stream));
  }

  @Override
  public @Nullable UUID fingerprint(Connection c, UUID stream, long sequence) throws SQLException {
    return Jdbc.first(
        c,
        fingerprint,
        bind -> bind.uuid(stream).number(sequence),
        row -> row.getObject("fingerprint", UUID.class));
  }

  @Override
  public void park(Connection c, UUID stream, ParkedEvent event) throws SQLException {
    Jdbc.update(
        c,
        park,
        bind ->
            bind.uuid(stream)
                .number(event.sequence())
                .uuid(event.fingerprint())
                .bytes(event.body()));
  }

  @Override
  public List<ParkedEvent> parked(Connection c, UUID stream, long from, int max)
      throws SQLException {
    return Jdbc.all(
        c,
        parked,
        bind -> bind.uuid(stream).number(from).integer(max),
        row ->
            new ParkedEvent(
                row.getLong("sequence"),
                row.getObject("fingerprint", UUID.class),
                Objects.requireNonNull(row.getBytes("body"), "body")));
  }

  @Override
  public int unpark(Connection c, UUID stream, long before) throws SQLException {
    return Jdbc.update(c, unpark, bind -> bind.uuid(stream).number(before));
  }

  private static StreamRow rowOf(ResultSet row) throws SQLException {
    return new StreamRow(
        row.getLong("next_sequence"),
        row.getInt("parked"),
        Objects.requireNonNull(row.getBytes("recent"), "recent"));
  }
}
