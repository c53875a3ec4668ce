// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Held messages on PostgreSQL. Immutable. */
public final class PostgreSqlHeld implements HeldSql {
  private final String any;
  private final String lines;
  private final String held;
  private final String hold;
  private final String due;
  private final String body;
  private final String drop;
  private final String change;
  private final String promote;
  private final String lock;
  private final String parked;
  private final String find;
  private final String release;
  private final String decide;
  private final String countParked;

  PostgreSqlHeld(String prefix) {
    any =
        in(
            prefix,
            """
            select 1
              from {prefix}semel_outbox_held
             where relay = ? and mod(lane, ?::smallint) = ?
             limit 1""");
    // The first of a held line waits or is parked; all the others are behind it.
    lines =
        in(
            prefix,
            """
            select distinct line
              from {prefix}semel_outbox_held
             where relay = ? and state in (2, 3) and line is not null and mod(lane, ?::smallint) = ?
             limit ?""");
    // One look into the index per line, however many are behind; so does the search for the first.
    held =
        in(
            prefix,
            """
            select k.line
              from unnest(?::uuid[]) as k (line)
             cross join lateral (
                   select 1
                     from {prefix}semel_outbox_held as e
                    where e.relay = ? and e.line = k.line and e.state <> 1
                    limit 1) as f""");
    hold =
        in(
            prefix,
            """
            insert into {prefix}semel_outbox_held
                   (relay, id, lane, state, line, next_try, attempts, error, created_at, deliver_by,
                    message_id, message_name, topic, key, content_type, headers, body)
            select ?, o.id, o.lane, ?, ?::uuid,
                   coalesce(?::timestamptz, pg_catalog.clock_timestamp()
                                            + pg_catalog.make_interval(secs => ?)),
                   ?, ?, o.created_at, o.deliver_by, o.message_id, o.message_name, o.topic, o.key,
                   o.content_type, o.headers, o.body
              from {prefix}semel_outbox as o
             where o.slot = ? and o.stamp = ?::xid8 and o.id = ?
                on conflict do nothing""");
    due =
        in(
            prefix,
            """
            with due as materialized (
                 select d.id, d.line, d.state
                   from {prefix}semel_outbox_held as d
                  where d.relay = ? and d.state in (1, 2)
                    and d.next_try <= pg_catalog.statement_timestamp()
                    and mod(d.lane, ?::smallint) = ?
                  order by d.next_try, d.id
                  limit ?),
                 rows as (
                 select h.*
                   from due
                   join {prefix}semel_outbox_held as h on h.relay = ? and h.id = due.id
                  union all
                 select h.*
                   from due
                   join {prefix}semel_outbox_held as h
                     on h.relay = ? and h.line = due.line and h.state = 4
                  where due.state = 2)
            select o.id, o.message_id, o.message_name, o.topic, o.key, o.content_type,
                   o.headers, octet_length(o.body) as body_bytes,
                   case when octet_length(o.body) <= 8192 then o.body end as body,
                   o.created_at, o.deliver_by,
                   (1000 * extract(epoch from o.deliver_by - pg_catalog.clock_timestamp()))::bigint
                     as left_millis,
                   o.state, o.line, o.attempts, o.error
              from rows as o
             order by o.id
             limit ?""");
    body = in(prefix, "select body from {prefix}semel_outbox_held where relay = ? and id = ?");
    drop = in(prefix, "delete from {prefix}semel_outbox_held where relay = ? and id = any (?)");
    change =
        in(
            prefix,
            """
            update {prefix}semel_outbox_held
               set state = ?, line = ?, attempts = ?, error = ?,
                   next_try = pg_catalog.clock_timestamp()
                              + pg_catalog.make_interval(secs => ?)
             where relay = ? and id = ?""");
    promote =
        in(
            prefix,
            """
            update {prefix}semel_outbox_held as h
               set state = 2, next_try = pg_catalog.clock_timestamp()
              from unnest(?::uuid[]) as k (line)
             cross join lateral (
                   select e.id
                     from {prefix}semel_outbox_held as e
                    where e.relay = ? and e.line = k.line and e.state <> 1
                    order by e.id
                    limit 1) as f
             where h.relay = ? and h.id = f.id and h.state = 4""");
    lock =
        in(
            prefix,
            "select share from {prefix}semel_relay where name = ? order by share for update");
    parked =
        in(
            prefix,
            """
            select h.relay, h.id, h.message_id, h.message_name, h.topic, h.key, h.state, h.attempts,
                   h.error, h.created_at, h.held_at, h.next_try,
                   (select count(*)
                      from {prefix}semel_outbox_held as b
                     where b.relay = h.relay and b.line = h.line and b.state = 4) as behind
              from {prefix}semel_outbox_held as h
             where h.relay = ? and h.state = 3 and (?::text is null or h.topic = ?)
             order by h.id
             limit ?""");
    find =
        in(
            prefix,
            """
            select o.id, o.message_id, o.message_name, o.topic, o.key, o.content_type,
                   o.headers, octet_length(o.body) as body_bytes, null::bytea as body,
                   o.created_at, o.deliver_by,
                   (1000 * extract(epoch from o.deliver_by - pg_catalog.clock_timestamp()))::bigint
                     as left_millis,
                   o.state, o.line, o.attempts, o.error
              from {prefix}semel_outbox_held as o
             where o.relay = ? and o.message_id = ? and o.state = 3
             order by o.id
             limit 1""");
    release =
        in(
            prefix,
            """
            update {prefix}semel_outbox_held
               set state = case when line is null then 2 else 4 end, attempts = 0,
                   next_try = pg_catalog.clock_timestamp()
             where relay = ? and id = ?""");
    decide =
        in(
            prefix,
            """
            insert into {prefix}semel_outbox_decision
                   (relay, id, message_id, topic, decision, reason)
            values (?, ?, ?, ?, ?, ?)""");
    countParked =
        in(prefix, "select count(*) from {prefix}semel_outbox_held where relay = ? and state = 3");
  }

  private static String in(String prefix, String statement) {
    return statement.replace("{prefix}", prefix);
  }

  @Override
  public boolean any(Connection c, RelayName relay) throws SQLException {
    return Jdbc.first(
            c,
            any,
            bind -> bind.text(relay.name()).integer(relay.shares()).integer(relay.share()),
            row -> true)
        != null;
  }

  @Override
  public Set<UUID> lines(Connection c, RelayName relay, int linesMax) throws SQLException {
    return new HashSet<>(
        Jdbc.all(
            c,
            lines,
            bind ->
                bind.text(relay.name())
                    .integer(relay.shares())
                    .integer(relay.share())
                    .integer(linesMax),
            row -> row.getObject("line", UUID.class)));
  }

  @Override
  public Set<UUID> held(Connection c, String relay, Collection<UUID> lines) throws SQLException {
    return new HashSet<>(
        Jdbc.all(
            c,
            held,
            bind -> bind.array("uuid", lines.toArray()).text(relay),
            row -> row.getObject("line", UUID.class)));
  }

  @Override
  public void hold(Connection c, String relay, List<HeldRow> rows) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(hold)) {
      for (HeldRow row : rows) {
        LogRow message = row.message();
        Bind bind =
            new Bind(statement)
                .text(relay)
                .integer(row.state().code())
                .uuid(row.line())
                .instant(row.state() == HeldRow.State.EARLY ? message.notBefore() : null)
                .millis(row.tryInMillis())
                .integer(row.attempts())
                .text(row.error())
                .integer(message.slot());
        PostgreSqlRelay.bind(bind, message.at());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  @Override
  public List<HeldRow> due(Connection c, RelayName relay, int linesMax, int rowsMax)
      throws SQLException {
    return Jdbc.all(
        c,
        due,
        bind ->
            bind.text(relay.name())
                .integer(relay.shares())
                .integer(relay.share())
                .integer(linesMax)
                .text(relay.name())
                .text(relay.name())
                .integer(rowsMax),
        PostgreSqlHeld::rowOf);
  }

  private static HeldRow rowOf(ResultSet row) throws SQLException {
    LogRow message =
        new LogRow(
            new LogPosition(0, row.getLong("id")),
            0,
            row.getObject("message_id", UUID.class),
            row.getString("message_name"),
            row.getString("topic"),
            row.getString("key"),
            row.getString("content_type"),
            row.getString("headers"),
            row.getBytes("body"),
            row.getInt("body_bytes"),
            PostgreSqlRelay.instantAlways(row, "created_at"),
            null,
            PostgreSqlRelay.instant(row, "deliver_by"),
            Jdbc.numberOr(row, "left_millis", LogRow.NO_LIMIT));
    return new HeldRow(
        message,
        HeldRow.State.of(row.getInt("state")),
        row.getObject("line", UUID.class),
        row.getInt("attempts"),
        0,
        row.getString("error"));
  }

  @Override
  public byte @Nullable [] body(Connection c, String relay, long id) throws SQLException {
    return Jdbc.first(c, body, bind -> bind.text(relay).number(id), row -> row.getBytes("body"));
  }

  @Override
  public void drop(Connection c, String relay, Collection<Long> ids) throws SQLException {
    Jdbc.update(c, drop, bind -> bind.text(relay).array("bigint", ids.toArray()));
  }

  @Override
  public void change(Connection c, String relay, HeldRow row) throws SQLException {
    Jdbc.update(
        c,
        change,
        bind ->
            bind.integer(row.state().code())
                .uuid(row.line())
                .integer(row.attempts())
                .text(row.error())
                .millis(row.tryInMillis())
                .text(relay)
                .number(row.message().at().id()));
  }

  @Override
  public void promote(Connection c, String relay, Collection<UUID> lines) throws SQLException {
    Jdbc.update(c, promote, bind -> bind.array("uuid", lines.toArray()).text(relay).text(relay));
  }

  @Override
  public boolean lock(Connection c, String relay) throws SQLException {
    return !Jdbc.all(c, lock, bind -> bind.text(relay), row -> row.getInt(1)).isEmpty();
  }

  @Override
  public List<ParkedRow> parked(Connection c, String relay, @Nullable String topic, int rowsMax)
      throws SQLException {
    return Jdbc.all(
        c,
        parked,
        bind -> bind.text(relay).text(topic).text(topic).integer(rowsMax),
        row -> {
          String name = row.getString("message_name");
          return new ParkedRow(
              row.getString("relay"),
              row.getLong("id"),
              name != null ? name : row.getString("message_id"),
              row.getString("topic"),
              row.getString("key"),
              HeldRow.State.of(row.getInt("state")),
              row.getInt("attempts"),
              row.getString("error"),
              PostgreSqlRelay.instantAlways(row, "created_at"),
              PostgreSqlRelay.instantAlways(row, "held_at"),
              PostgreSqlRelay.instant(row, "next_try"),
              row.getLong("behind"));
        });
  }

  @Override
  public @Nullable HeldRow find(Connection c, String relay, UUID messageId) throws SQLException {
    return Jdbc.first(c, find, bind -> bind.text(relay).uuid(messageId), PostgreSqlHeld::rowOf);
  }

  @Override
  public void release(Connection c, String relay, long id) throws SQLException {
    Jdbc.update(c, release, bind -> bind.text(relay).number(id));
  }

  @Override
  public void decide(Connection c, String relay, HeldRow row, String decision, String reason)
      throws SQLException {
    Jdbc.update(
        c,
        decide,
        bind ->
            bind.text(relay)
                .number(row.message().at().id())
                .uuid(row.message().messageId())
                .text(row.message().topic())
                .text(decision)
                .text(reason));
  }

  @Override
  public long countParked(Connection c, String relay) throws SQLException {
    return Jdbc.one(c, countParked, bind -> bind.text(relay), row -> row.getLong(1));
  }
}
