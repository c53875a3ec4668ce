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

/**
 * Held messages on MariaDB and MySQL. Immutable.
 *
 * <p>Whoever changes them has the lock on the row of the relay before this transaction looks for
 * the first time, so its snapshot has all that was changed before; rows are then changed by their
 * primary key. A locking search would lock the gaps between lines, and with them other shares.
 */
public final class MariaDbHeld implements HeldSql {
  private static final String COLUMNS =
      """
      o.id, o.message_id, o.message_name, o.topic, o.`key`, o.content_type, o.headers,
             octet_length(o.body) as body_bytes,
             case when octet_length(o.body) <= {along} then o.body end as body,
             timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', o.created_at)
               as created_at,
             timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', o.deliver_by)
               as deliver_by,
             timestampdiff(microsecond, utc_timestamp(6), o.deliver_by) div 1000 as left_millis,
             o.state, o.line, o.attempts, o.error"""
          .replace("{along}", Integer.toString(LogRow.BODY_READ_ALONG_BYTES_MAX));

  private final String any;
  private final String lines;
  private final String held;
  private final String hold;
  private final String due;
  private final String body;
  private final String drop;
  private final String change;
  private final String first;
  private final String promote;
  private final String lock;
  private final String parked;
  private final String find;
  private final String release;
  private final String decide;
  private final String countParked;

  MariaDbHeld(String prefix) {
    any =
        in(
            prefix,
            """
            select 1
              from {prefix}semel_outbox_held
             where relay = ? and mod(lane, ?) = ?
             limit 1""");
    // The first of a held line waits or is parked; all the others are behind it.
    lines =
        in(
            prefix,
            """
            select distinct line
              from {prefix}semel_outbox_held
             where relay = ? and state in (2, 3) and line is not null and mod(lane, ?) = ?
             limit ?""");
    // One look into the index per line, however many are behind; so does the search for the first.
    held =
        in(
            prefix,
            """
            select unhex(k.line) as line
              from json_table(?, '$[*]' columns (line char(32) path '$')) as k
             where (select 1
                      from {prefix}semel_outbox_held as e
                     where e.relay = ? and e.line = unhex(k.line) and e.state <> 1
                     limit 1) = 1""");
    hold =
        in(
            prefix,
            """
            insert into {prefix}semel_outbox_held
                   (relay, id, lane, state, line, next_try, attempts, error, held_at, created_at,
                    deliver_by, message_id, message_name, topic, `key`, content_type, headers, body)
            select ?, o.id, o.lane, ?, ?,
                   coalesce(timestampadd(microsecond, ?, timestamp'1970-01-01 00:00:00.000000'),
                            timestampadd(microsecond, 1000 * ?, utc_timestamp(6))),
                   ?, ?, utc_timestamp(6), o.created_at, o.deliver_by, o.message_id, o.message_name,
                   o.topic, o.`key`, o.content_type, o.headers, o.body
              from {prefix}semel_outbox as o
             where o.id = ?
                on duplicate key update {prefix}semel_outbox_held.attempts =
                     {prefix}semel_outbox_held.attempts""");
    due =
        in(
                prefix,
                """
                with due as (
                     select d.id, d.line, d.state
                       from {prefix}semel_outbox_held as d
                      where d.relay = ? and d.state in (1, 2)
                        and d.next_try <= utc_timestamp(6)
                        and mod(d.lane, ?) = ?
                      order by d.next_try, d.id
                      limit ?),
                     chosen as (
                     select due.id from due
                      union all
                     select b.id
                       from due
                       join {prefix}semel_outbox_held as b
                         on b.relay = ? and b.line = due.line and b.state = 4
                      where due.state = 2)
                select {columns}
                  from chosen
                  join {prefix}semel_outbox_held as o on o.relay = ? and o.id = chosen.id
                 order by o.id
                 limit ?""")
            .replace("{columns}", COLUMNS);
    body = in(prefix, "select body from {prefix}semel_outbox_held where relay = ? and id = ?");
    drop = in(prefix, "delete from {prefix}semel_outbox_held where relay = ? and id = ?");
    change =
        in(
            prefix,
            """
            update {prefix}semel_outbox_held
               set state = ?, line = ?, attempts = ?, error = ?,
                   next_try = timestampadd(microsecond, 1000 * ?, utc_timestamp(6))
             where relay = ? and id = ?""");
    first =
        in(
            prefix,
            """
            select h.id
              from json_table(?, '$[*]' columns (line char(32) path '$')) as k
              join {prefix}semel_outbox_held as h
                on h.relay = ?
               and h.id = (select e.id
                             from {prefix}semel_outbox_held as e
                            where e.relay = ? and e.line = unhex(k.line) and e.state <> 1
                            order by e.id
                            limit 1)
             where h.state = 4""");
    promote =
        in(
            prefix,
            """
            update {prefix}semel_outbox_held
               set state = 2, next_try = utc_timestamp(6)
             where relay = ? and id = ? and state = 4""");
    lock =
        in(
            prefix,
            "select share from {prefix}semel_relay where name = ? order by share for update");
    parked =
        in(
            prefix,
            """
            select h.relay, h.id, h.message_id, h.message_name, h.topic, h.`key`, h.state,
                   h.attempts, h.error,
                   timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', h.created_at)
                     as created_at,
                   timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', h.held_at)
                     as held_at,
                   timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', h.next_try)
                     as next_try,
                   (select count(*)
                      from {prefix}semel_outbox_held as b
                     where b.relay = h.relay and b.line = h.line and b.state = 4) as behind
              from {prefix}semel_outbox_held as h
             where h.relay = ? and h.state = 3 and (? is null or h.topic = ?)
             order by h.id
             limit ?""");
    find =
        in(
                prefix,
                """
                select {columns}
                  from {prefix}semel_outbox_held as o
                 where o.relay = ? and o.message_id = ? and o.state = 3
                 order by o.id
                 limit 1""")
            .replace("{columns}", COLUMNS);
    release =
        in(
            prefix,
            """
            update {prefix}semel_outbox_held
               set state = case when line is null then 2 else 4 end, attempts = 0,
                   next_try = utc_timestamp(6)
             where relay = ? and id = ?""");
    decide =
        in(
            prefix,
            """
            insert into {prefix}semel_outbox_decision
                   (relay, id, message_id, topic, decision, reason, decided_at)
            values (?, ?, ?, ?, ?, ?, utc_timestamp(6))""");
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
            row -> Uuids.of(row.getBytes("line"))));
  }

  @Override
  public Set<UUID> held(Connection c, String relay, Collection<UUID> lines) throws SQLException {
    return new HashSet<>(
        Jdbc.all(
            c,
            held,
            bind -> bind.text(JsonList.of(lines)).text(relay),
            row -> Uuids.of(row.getBytes("line"))));
  }

  @Override
  public void hold(Connection c, String relay, List<HeldRow> rows) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(hold)) {
      for (HeldRow row : rows) {
        LogRow message = row.message();
        new Bind(statement)
            .text(relay)
            .integer(row.state().code())
            .uuidBytes(row.line())
            .micros(row.state() == HeldRow.State.EARLY ? message.notBefore() : null)
            .number(row.tryInMillis())
            .integer(row.attempts())
            .text(row.error())
            .number(message.at().id());
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
        MariaDbHeld::rowOf);
  }

  private static HeldRow rowOf(ResultSet row) throws SQLException {
    byte[] line = row.getBytes("line");
    return new HeldRow(
        MariaDbRelay.rowOf(row, null),
        HeldRow.State.of(row.getInt("state")),
        line == null ? null : Uuids.of(line),
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
    each(c, drop, relay, ids);
  }

  private static void each(Connection c, String sql, String relay, Collection<Long> ids)
      throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      for (Long id : ids) {
        new Bind(statement).text(relay).number(id);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  @Override
  public void change(Connection c, String relay, HeldRow row) throws SQLException {
    Jdbc.update(
        c,
        change,
        bind ->
            bind.integer(row.state().code())
                .uuidBytes(row.line())
                .integer(row.attempts())
                .text(row.error())
                .number(row.tryInMillis())
                .text(relay)
                .number(row.message().at().id()));
  }

  @Override
  public void promote(Connection c, String relay, Collection<UUID> lines) throws SQLException {
    List<Long> ids =
        Jdbc.all(
            c,
            first,
            bind -> bind.text(JsonList.of(lines)).text(relay).text(relay),
            row -> row.getLong("id"));
    if (!ids.isEmpty()) {
      each(c, promote, relay, ids);
    }
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
              name != null ? name : Uuids.of(row.getBytes("message_id")).toString(),
              row.getString("topic"),
              row.getString("key"),
              HeldRow.State.of(row.getInt("state")),
              row.getInt("attempts"),
              row.getString("error"),
              Micros.instant(row.getLong("created_at")),
              Micros.instant(row.getLong("held_at")),
              MariaDbRelay.instant(row, "next_try"),
              row.getLong("behind"));
        });
  }

  @Override
  public @Nullable HeldRow find(Connection c, String relay, UUID messageId) throws SQLException {
    return Jdbc.first(c, find, bind -> bind.text(relay).uuidBytes(messageId), MariaDbHeld::rowOf);
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
                .uuidBytes(row.message().messageId())
                .text(row.message().topic())
                .text(decision)
                .text(reason));
  }

  @Override
  public long countParked(Connection c, String relay) throws SQLException {
    return Jdbc.one(c, countParked, bind -> bind.text(relay), row -> row.getLong(1));
  }
}
