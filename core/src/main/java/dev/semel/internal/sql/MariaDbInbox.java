// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import dev.semel.Inbox;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The inbox on MariaDB and MySQL. Immutable. */
public final class MariaDbInbox implements InboxSql {
  private final String lockScope;
  private final String lines;
  private final String held;
  private final String places;
  private final String hold;
  private final String due;
  private final String claim;
  private final String read;
  private final String lock;
  private final String lockParked;
  private final String change;
  private final String uncount;
  private final String drop;
  private final String first;
  private final String promote;
  private final String release;
  private final String decide;
  private final String parked;
  private final String standing;

  MariaDbInbox(String prefix) {
    lockScope =
        in(
            prefix,
            """
            insert into {prefix}semel_inbox (scope, changes)
            values (?, 1)
                on duplicate key update changes = changes + 1""");
    lines =
        in(
            prefix,
            """
            select distinct line
              from {prefix}semel_inbox_held
             where scope = ?
             limit ?""");
    // One look into the index per line, however many are behind; so does the search for the first.
    held =
        in(
            prefix,
            """
            select unhex(k.line) as line
              from json_table(?, '$[*]' columns (line char(32) path '$')) as k
             where (select 1
                      from {prefix}semel_inbox_held as e
                     where e.scope = ? and e.line = unhex(k.line)
                     limit 1) = 1""");
    places =
        in(
            prefix,
            """
            select h.place
              from json_table(?, '$[*]' columns (place char(32) path '$')) as k
              join {prefix}semel_inbox_held as h
                on h.scope = ? and h.place = unhex(k.place)""");
    hold =
        in(
            prefix,
            """
            insert into {prefix}semel_inbox_held
                   (scope, state, line, place, next_try, attempts, deaths, why, error, held_at,
                    source, epoch, lane, lane_number, message_id, message_key, origin, unfit,
                    envelope, body)
            values (?, ?, ?, ?, timestampadd(microsecond, 1000 * ?, utc_timestamp(6)),
                    ?, ?, ?, ?, utc_timestamp(6), ?, ?, ?, ?, ?, ?,
                    timestampadd(microsecond, ?, timestamp'1970-01-01 00:00:00.000000'), ?, ?, ?)""");
    due =
        in(
            prefix,
            """
            select number
              from {prefix}semel_inbox_held
             where scope = ? and state = 1 and next_try <= utc_timestamp(6)
             order by next_try, number
             limit 1
               for update skip locked""");
    claim =
        in(
            prefix,
            """
            update {prefix}semel_inbox_held
               set deaths = deaths + 1,
                   next_try = timestampadd(microsecond, 1000 * ?, utc_timestamp(6))
             where scope = ? and number = ?""");
    read =
        in(
            prefix,
            """
            select h.number, h.state, h.line, h.place, h.attempts, h.deaths, h.why, h.error,
                   h.source, h.epoch, h.lane, h.lane_number, h.message_id, h.message_key,
                   timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', h.origin) as origin,
                   h.unfit, h.envelope, h.body
              from {prefix}semel_inbox_held as h
             where h.scope = ? and h.number = ?""");
    lock =
        in(
            prefix,
            """
            select 1
              from {prefix}semel_inbox_held
             where scope = ? and number = ? and state = 1 and attempts = ?
               for update""");
    lockParked =
        in(
            prefix,
            """
            select h.number, h.state, h.line, h.place, h.attempts, h.deaths, h.why, h.error,
                   h.source, h.epoch, h.lane, h.lane_number, h.message_id, h.message_key,
                   timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', h.origin) as origin,
                   h.unfit, h.envelope, h.body
              from {prefix}semel_inbox_held as h
             where h.scope = ? and h.number = ? and h.state = 2
               for update""");
    change =
        in(
            prefix,
            """
            update {prefix}semel_inbox_held
               set state = ?, line = ?, why = ?, attempts = ?, deaths = ?, error = ?,
                   next_try = timestampadd(microsecond, 1000 * ?, utc_timestamp(6))
             where scope = ? and number = ?""");
    uncount =
        in(
            prefix,
            """
            update {prefix}semel_inbox_held
               set deaths = 0,
                   next_try = timestampadd(microsecond, 1000 * ?, utc_timestamp(6))
             where scope = ? and number = ?""");
    drop = in(prefix, "delete from {prefix}semel_inbox_held where scope = ? and number = ?");
    // A locking search, because what this transaction saw first may be long ago.
    first =
        in(
            prefix,
            """
            select number
              from {prefix}semel_inbox_held
             where scope = ? and line = ?
             order by number
             limit 1
               for update""");
    promote =
        in(
            prefix,
            """
            update {prefix}semel_inbox_held
               set state = 1, next_try = utc_timestamp(6)
             where scope = ? and number = ? and state = 3""");
    release =
        in(
            prefix,
            """
            update {prefix}semel_inbox_held
               set state = 3, why = null, attempts = 0, deaths = 0
             where scope = ? and number = ?""");
    decide =
        in(
            prefix,
            """
            insert into {prefix}semel_inbox_decision
                   (scope, number, message_id, source, epoch, lane, lane_number, decision, reason,
                    decided_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, utc_timestamp(6))""");
    parked =
        in(
            prefix,
            """
            select h.number, h.message_id, h.source, h.lane, h.lane_number, h.message_key, h.why,
                   h.attempts, h.error,
                   timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', h.held_at)
                     as held_at,
                   (select count(*)
                      from {prefix}semel_inbox_held as b
                     where b.scope = h.scope and b.line = h.line and b.state = 3) as behind
              from {prefix}semel_inbox_held as h
             where h.scope = ? and h.state = 2
             order by h.number
             limit ?""");
    standing =
        in(
            prefix,
            """
            select count(case when state = 1 then 1 end) as waiting,
                   count(case when state = 2 then 1 end) as parked,
                   count(case when state = 3 then 1 end) as behind,
                   timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', min(held_at))
                     as oldest
              from {prefix}semel_inbox_held
             where scope = ?""");
  }

  private static String in(String prefix, String statement) {
    return statement.replace("{prefix}", prefix);
  }

  @Override
  public void lock(Connection c, String scope) throws SQLException {
    Jdbc.update(c, lockScope, bind -> bind.text(scope));
  }

  @Override
  public Set<UUID> lines(Connection c, String scope, int max) throws SQLException {
    return new HashSet<>(
        Jdbc.all(
            c,
            lines,
            bind -> bind.text(scope).integer(max),
            row -> Uuids.of(row.getBytes("line"))));
  }

  @Override
  public Set<UUID> held(Connection c, String scope, Collection<UUID> lines) throws SQLException {
    return new HashSet<>(
        Jdbc.all(
            c,
            held,
            bind -> bind.text(JsonList.of(lines)).text(scope),
            row -> Uuids.of(row.getBytes("line"))));
  }

  @Override
  public Set<UUID> places(Connection c, String scope, Collection<UUID> places) throws SQLException {
    return new HashSet<>(
        Jdbc.all(
            c,
            this.places,
            bind -> bind.text(JsonList.of(places)).text(scope),
            row -> Uuids.of(row.getBytes("place"))));
  }

  @Override
  public void hold(Connection c, String scope, List<InboxRow> rows) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(hold)) {
      for (InboxRow row : rows) {
        IncomingMessage message = row.message();
        new Bind(statement)
            .text(scope)
            .integer(row.state().code())
            .uuidBytes(row.line())
            .uuidBytes(row.place())
            .number(row.tryInMillis())
            .integer(row.attempts())
            .integer(row.deaths())
            .text(row.whyName())
            .text(row.error())
            .text(message.lane().source())
            .text(message.lane().epoch())
            .text(message.lane().name())
            .number(message.number())
            .text(message.id())
            .bytes(row.keyBytes())
            .micros(message.origin())
            .text(message.unfit())
            .bytes(message.envelope())
            .bytes(message.body());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  @Override
  public @Nullable InboxRow claim(Connection c, String scope, long againInMillis)
      throws SQLException {
    Long number = Jdbc.first(c, due, bind -> bind.text(scope), row -> row.getLong("number"));
    if (number == null) {
      return null;
    }
    Jdbc.update(c, claim, bind -> bind.number(againInMillis).text(scope).number(number));
    return Jdbc.one(c, read, bind -> bind.text(scope).number(number), MariaDbInbox::rowOf);
  }

  private static InboxRow rowOf(ResultSet row) throws SQLException {
    IncomingMessage message =
        new IncomingMessage(
            row.getString("message_id"),
            new IncomingMessage.Lane(
                row.getString("source"), row.getString("epoch"), row.getString("lane")),
            row.getLong("lane_number"),
            InboxRow.key(row.getBytes("message_key")),
            MariaDbRelay.instant(row, "origin"),
            row.getString("unfit"),
            row.getBytes("envelope"),
            row.getBytes("body"));
    return new InboxRow(
        row.getLong("number"),
        InboxRow.State.of(row.getInt("state")),
        Uuids.of(row.getBytes("line")),
        Uuids.of(row.getBytes("place")),
        message,
        InboxRow.why(row.getString("why")),
        row.getInt("attempts"),
        row.getInt("deaths"),
        0,
        row.getString("error"));
  }

  @Override
  public boolean lock(Connection c, String scope, InboxRow claimed) throws SQLException {
    return Jdbc.first(
            c,
            lock,
            bind -> bind.text(scope).number(claimed.number()).integer(claimed.attempts()),
            row -> true)
        != null;
  }

  @Override
  public @Nullable InboxRow lockParked(Connection c, String scope, long number)
      throws SQLException {
    return Jdbc.first(c, lockParked, bind -> bind.text(scope).number(number), MariaDbInbox::rowOf);
  }

  @Override
  public void change(Connection c, String scope, InboxRow row) throws SQLException {
    Jdbc.update(
        c,
        change,
        bind ->
            bind.integer(row.state().code())
                .uuidBytes(row.line())
                .text(row.whyName())
                .integer(row.attempts())
                .integer(row.deaths())
                .text(row.error())
                .number(row.tryInMillis())
                .text(scope)
                .number(row.number()));
  }

  @Override
  public void uncount(Connection c, String scope, long number, long againInMillis)
      throws SQLException {
    Jdbc.update(c, uncount, bind -> bind.number(againInMillis).text(scope).number(number));
  }

  @Override
  public void drop(Connection c, String scope, long number) throws SQLException {
    Jdbc.update(c, drop, bind -> bind.text(scope).number(number));
  }

  @Override
  public void promote(Connection c, String scope, UUID line) throws SQLException {
    Long number =
        Jdbc.first(
            c, first, bind -> bind.text(scope).uuidBytes(line), row -> row.getLong("number"));
    if (number != null) {
      Jdbc.update(c, promote, bind -> bind.text(scope).number(number));
    }
  }

  @Override
  public void release(Connection c, String scope, long number) throws SQLException {
    Jdbc.update(c, release, bind -> bind.text(scope).number(number));
  }

  @Override
  public void decide(Connection c, String scope, InboxRow row, String decision, String reason)
      throws SQLException {
    Jdbc.update(
        c,
        decide,
        bind ->
            bind.text(scope)
                .number(row.number())
                .text(row.message().id())
                .text(row.message().lane().source())
                .text(row.message().lane().epoch())
                .text(row.message().lane().name())
                .number(row.message().number())
                .text(decision)
                .text(reason));
  }

  @Override
  public List<Inbox.Parked> parked(Connection c, String scope, int max) throws SQLException {
    return Jdbc.all(
        c,
        parked,
        bind -> bind.text(scope).integer(max),
        row ->
            new Inbox.Parked(
                row.getLong("number"),
                Optional.ofNullable(row.getString("message_id")),
                row.getString("source") + "/" + row.getString("lane"),
                row.getLong("lane_number"),
                Optional.ofNullable(InboxRow.key(row.getBytes("message_key"))),
                InboxEvent.Why.valueOf(row.getString("why")),
                row.getInt("attempts"),
                String.valueOf(row.getString("error")),
                Micros.instant(row.getLong("held_at")),
                row.getLong("behind")));
  }

  @Override
  public Inbox.Standing standing(Connection c, String scope) throws SQLException {
    return Jdbc.one(
        c,
        standing,
        bind -> bind.text(scope),
        row ->
            new Inbox.Standing(
                row.getLong("waiting"),
                row.getLong("parked"),
                row.getLong("behind"),
                Optional.ofNullable(MariaDbRelay.instant(row, "oldest"))));
  }

  @Override
  public void commit(Connection c) throws SQLException {
    c.commit();
  }
}
