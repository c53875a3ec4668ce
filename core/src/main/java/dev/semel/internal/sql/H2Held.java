// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Held messages on H2, where a round trip costs nothing. Immutable. */
public final class H2Held implements HeldSql {
  private static final String COLUMNS =
      """
      o.id, o.message_id, o.message_name, o.topic, o."key", o.content_type, o.headers,
             octet_length(o.body) as body_bytes,
             case when octet_length(o.body) <= {along} then o.body end as body,
             o.created_at, o.deliver_by,
             datediff(millisecond, current_timestamp, o.deliver_by) as left_millis,
             o.state, o.line, o.attempts, o.error"""
          .replace("{along}", Integer.toString(LogRow.BODY_READ_ALONG_BYTES_MAX));

  private final String any;
  private final String lines;
  private final String held;
  private final String hold;
  private final String heads;
  private final String behind;
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

  H2Held(String prefix) {
    any =
        in(
            prefix,
            """
            select 1
              from {prefix}semel_outbox_held
             where relay = ? and mod(lane, ?) = ?
             fetch first 1 row only""");
    // The first of a held line waits or is parked; all the others are behind it.
    lines =
        in(
            prefix,
            """
            select distinct line
              from {prefix}semel_outbox_held
             where relay = ? and state in (2, 3) and line is not null and mod(lane, ?) = ?
             fetch first ? rows only""");
    held =
        in(
            prefix,
            """
            select 1
              from {prefix}semel_outbox_held
             where relay = ? and line = ? and state <> 1
             fetch first 1 row only""");
    hold =
        in(
            prefix,
            """
            insert into {prefix}semel_outbox_held
                   (relay, id, lane, state, line, next_try, attempts, error, held_at, created_at,
                    deliver_by, message_id, message_name, topic, "key", content_type, headers, body)
            select ?, o.id, o.lane, ?, ?,
                   coalesce(cast(? as timestamp(6) with time zone),
                            dateadd(millisecond, ?, current_timestamp)),
                   ?, ?, current_timestamp, o.created_at, o.deliver_by, o.message_id, o.message_name,
                   o.topic, o."key", o.content_type, o.headers, o.body
              from {prefix}semel_outbox as o
             where o.id = ?
               and not exists (
                   select 1
                     from {prefix}semel_outbox_held as h
                    where h.relay = ? and h.id = o.id)""");
    // H2 reads in the order of an index where all its columns are named.
    heads =
        in(
                prefix,
                """
                select {columns}
                  from {prefix}semel_outbox_held as o
                 where o.relay = ? and o.state in (1, 2)
                   and o.next_try <= current_timestamp
                   and mod(o.lane, ?) = ?
                 order by o.next_try, o.id
                 fetch first ? rows only""")
            .replace("{columns}", COLUMNS);
    behind =
        in(
                prefix,
                """
                select {columns}
                  from {prefix}semel_outbox_held as o
                 where o.relay = ? and o.line = ? and o.state = 4
                 order by o.relay, o.line, o.id
                 fetch first ? rows only""")
            .replace("{columns}", COLUMNS);
    body = in(prefix, "select body from {prefix}semel_outbox_held where relay = ? and id = ?");
    drop = in(prefix, "delete from {prefix}semel_outbox_held where relay = ? and id = ?");
    change =
        in(
            prefix,
            """
            update {prefix}semel_outbox_held
               set state = ?, line = ?, attempts = ?, error = ?,
                   next_try = dateadd(millisecond, ?, current_timestamp)
             where relay = ? and id = ?""");
    first =
        in(
            prefix,
            """
            select id
              from {prefix}semel_outbox_held
             where relay = ? and line = ? and state <> 1
             order by relay, line, id
             fetch first 1 row only""");
    promote =
        in(
            prefix,
            """
            update {prefix}semel_outbox_held
               set state = 2, next_try = current_timestamp
             where relay = ? and id = ? and state = 4""");
    lock =
        in(
            prefix,
            "select share from {prefix}semel_relay where name = ? order by share for update");
    parked =
        in(
            prefix,
            """
            select h.relay, h.id, h.message_id, h.message_name, h.topic, h."key", h.state,
                   h.attempts, h.error,
                   h.created_at,
                   h.held_at,
                   h.next_try,
                   (select count(*)
                      from {prefix}semel_outbox_held as b
                     where b.relay = h.relay and b.line = h.line and b.state = 4) as behind
              from {prefix}semel_outbox_held as h
             where h.relay = ? and h.state = 3 and (cast(? as varchar) is null or h.topic = ?)
             order by h.id
             fetch first ? rows only""");
    find =
        in(
                prefix,
                """
                select {columns}
                  from {prefix}semel_outbox_held as o
                 where o.relay = ? and o.message_id = ? and o.state = 3
                 order by o.id
                 fetch first 1 row only""")
            .replace("{columns}", COLUMNS);
    release =
        in(
            prefix,
            """
            update {prefix}semel_outbox_held
               set state = case when line is null then 2 else 4 end, attempts = 0,
                   next_try = current_timestamp
             where relay = ? and id = ?""");
    decide =
        in(
            prefix,
            """
            insert into {prefix}semel_outbox_decision
                   (relay, id, message_id, topic, decision, reason, decided_at)
            values (?, ?, ?, ?, ?, ?, current_timestamp)""");
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
    Set<UUID> found = new HashSet<>();
    for (UUID line : lines) {
      if (Jdbc.first(c, held, bind -> bind.text(relay).uuid(line), row -> true) != null) {
        found.add(line);
      }
    }
    return found;
  }

  @Override
  public void hold(Connection c, String relay, List<HeldRow> rows) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(hold)) {
      for (HeldRow row : rows) {
        LogRow message = row.message();
        new Bind(statement)
            .text(relay)
            .integer(row.state().code())
            .uuid(row.line())
            .instant(row.state() == HeldRow.State.EARLY ? message.notBefore() : null)
            .number(row.tryInMillis())
            .integer(row.attempts())
            .text(row.error())
            .number(message.at().id())
            .text(relay);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  @Override
  public List<HeldRow> due(Connection c, RelayName relay, int linesMax, int rowsMax)
      throws SQLException {
    List<HeldRow> due =
        Jdbc.all(
            c,
            heads,
            bind ->
                bind.text(relay.name())
                    .integer(relay.shares())
                    .integer(relay.share())
                    .integer(Math.min(linesMax, rowsMax)),
            H2Held::rowOf);
    List<HeldRow> all = new ArrayList<>(due);
    for (HeldRow head : due) {
      UUID line = head.line();
      int room = rowsMax - all.size();
      if (head.state() == HeldRow.State.WAITING && line != null && room > 0) {
        all.addAll(
            Jdbc.all(
                c,
                behind,
                bind -> bind.text(relay.name()).uuid(line).integer(room),
                H2Held::rowOf));
      }
    }
    return all;
  }

  private static HeldRow rowOf(ResultSet row) throws SQLException {
    return new HeldRow(
        H2Relay.rowOf(row, null),
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
                .uuid(row.line())
                .integer(row.attempts())
                .text(row.error())
                .number(row.tryInMillis())
                .text(relay)
                .number(row.message().at().id()));
  }

  @Override
  public void promote(Connection c, String relay, Collection<UUID> lines) throws SQLException {
    for (UUID line : lines) {
      each(
          c,
          promote,
          relay,
          Jdbc.all(c, first, bind -> bind.text(relay).uuid(line), row -> row.getLong("id")));
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
              name != null ? name : row.getString("message_id"),
              row.getString("topic"),
              row.getString("key"),
              HeldRow.State.of(row.getInt("state")),
              row.getInt("attempts"),
              row.getString("error"),
              H2Relay.instantAlways(row, "created_at"),
              H2Relay.instantAlways(row, "held_at"),
              H2Relay.instant(row, "next_try"),
              row.getLong("behind"));
        });
  }

  @Override
  public @Nullable HeldRow find(Connection c, String relay, UUID messageId) throws SQLException {
    return Jdbc.first(c, find, bind -> bind.text(relay).uuid(messageId), H2Held::rowOf);
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
