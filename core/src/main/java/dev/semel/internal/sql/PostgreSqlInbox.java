// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import dev.semel.Inbox;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The inbox on PostgreSQL. Immutable. */
public final class PostgreSqlInbox implements InboxSql {
  private final String lockScope;
  private final String lines;
  private final String held;
  private final String places;
  private final String hold;
  private final String claim;
  private final String lock;
  private final String lockParked;
  private final String change;
  private final String uncount;
  private final String drop;
  private final String promote;
  private final String release;
  private final String decide;
  private final String parked;
  private final String standing;

  PostgreSqlInbox(String prefix) {
    // A change, not only a lock: a transaction that sees the lines as they were before it waited
    // here must not go on, and under repeatable read only a change makes the server say so.
    lockScope =
        in(
            prefix,
            """
            insert into {prefix}semel_inbox as i (scope, changes)
            values (?, 1)
                on conflict (scope) do update set changes = i.changes + 1""");
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
            select k.line
              from unnest(?::uuid[]) as k (line)
             cross join lateral (
                   select 1
                     from {prefix}semel_inbox_held as e
                    where e.scope = ? and e.line = k.line
                    limit 1) as f""");
    places =
        in(
            prefix,
            "select place from {prefix}semel_inbox_held where scope = ? and place = any (?)");
    hold =
        in(
            prefix,
            """
            insert into {prefix}semel_inbox_held
                   (scope, state, line, place, next_try, attempts, deaths, why, error, source,
                    epoch, lane, lane_number, message_id, message_key, origin, unfit, envelope,
                    body)
            values (?, ?, ?, ?,
                    pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => ?),
                    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
    claim =
        in(
            prefix,
            """
            with due as (
                 select d.number
                   from {prefix}semel_inbox_held as d
                  where d.scope = ? and d.state = 1
                    and d.next_try <= pg_catalog.statement_timestamp()
                  order by d.next_try, d.number
                  limit 1
                    for update skip locked)
            update {prefix}semel_inbox_held as h
               set deaths = h.deaths + 1,
                   next_try = pg_catalog.clock_timestamp()
                              + pg_catalog.make_interval(secs => ?)
              from due
             where h.scope = ? and h.number = due.number
            returning h.number, h.state, h.line, h.place, h.attempts, h.deaths, h.why, h.error,
                      h.source, h.epoch, h.lane, h.lane_number, h.message_id, h.message_key,
                      h.origin, h.unfit, h.envelope, h.body""");
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
                   h.origin, h.unfit, h.envelope, h.body
              from {prefix}semel_inbox_held as h
             where h.scope = ? and h.number = ? and h.state = 2
               for update""");
    change =
        in(
            prefix,
            """
            update {prefix}semel_inbox_held
               set state = ?, line = ?, why = ?, attempts = ?, deaths = ?, error = ?,
                   next_try = pg_catalog.clock_timestamp()
                              + pg_catalog.make_interval(secs => ?)
             where scope = ? and number = ?""");
    uncount =
        in(
            prefix,
            """
            update {prefix}semel_inbox_held
               set deaths = 0,
                   next_try = pg_catalog.clock_timestamp()
                              + pg_catalog.make_interval(secs => ?)
             where scope = ? and number = ?""");
    drop = in(prefix, "delete from {prefix}semel_inbox_held where scope = ? and number = ?");
    promote =
        in(
            prefix,
            """
            update {prefix}semel_inbox_held as h
               set state = 1, next_try = pg_catalog.clock_timestamp()
             where h.scope = ? and h.state = 3
               and h.number = (
                   select e.number
                     from {prefix}semel_inbox_held as e
                    where e.scope = ? and e.line = ?
                    order by e.number
                    limit 1)""");
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
                   (scope, number, message_id, source, epoch, lane, lane_number, decision, reason)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)""");
    parked =
        in(
            prefix,
            """
            select h.number, h.message_id, h.source, h.lane, h.lane_number, h.message_key, h.why,
                   h.attempts, h.error, h.held_at,
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
            select count(*) filter (where state = 1) as waiting,
                   count(*) filter (where state = 2) as parked,
                   count(*) filter (where state = 3) as behind,
                   min(held_at) as oldest
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
            row -> row.getObject("line", UUID.class)));
  }

  @Override
  public Set<UUID> held(Connection c, String scope, Collection<UUID> lines) throws SQLException {
    return new HashSet<>(
        Jdbc.all(
            c,
            held,
            bind -> bind.array("uuid", lines.toArray()).text(scope),
            row -> row.getObject("line", UUID.class)));
  }

  @Override
  public Set<UUID> places(Connection c, String scope, Collection<UUID> places) throws SQLException {
    return new HashSet<>(
        Jdbc.all(
            c,
            this.places,
            bind -> bind.text(scope).array("uuid", places.toArray()),
            row -> row.getObject("place", UUID.class)));
  }

  @Override
  public void hold(Connection c, String scope, List<InboxRow> rows) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(hold)) {
      for (InboxRow row : rows) {
        IncomingMessage message = row.message();
        new Bind(statement)
            .text(scope)
            .integer(row.state().code())
            .uuid(row.line())
            .uuid(row.place())
            .millis(row.tryInMillis())
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
            .instant(message.origin())
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
    return Jdbc.first(
        c,
        claim,
        bind -> bind.text(scope).millis(againInMillis).text(scope),
        PostgreSqlInbox::rowOf);
  }

  private static InboxRow rowOf(ResultSet row) throws SQLException {
    IncomingMessage message =
        new IncomingMessage(
            row.getString("message_id"),
            new IncomingMessage.Lane(
                row.getString("source"), row.getString("epoch"), row.getString("lane")),
            row.getLong("lane_number"),
            InboxRow.key(row.getBytes("message_key")),
            PostgreSqlRelay.instant(row, "origin"),
            row.getString("unfit"),
            row.getBytes("envelope"),
            row.getBytes("body"));
    return new InboxRow(
        row.getLong("number"),
        InboxRow.State.of(row.getInt("state")),
        row.getObject("line", UUID.class),
        row.getObject("place", UUID.class),
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
    return Jdbc.first(
        c, lockParked, bind -> bind.text(scope).number(number), PostgreSqlInbox::rowOf);
  }

  @Override
  public void change(Connection c, String scope, InboxRow row) throws SQLException {
    Jdbc.update(
        c,
        change,
        bind ->
            bind.integer(row.state().code())
                .uuid(row.line())
                .text(row.whyName())
                .integer(row.attempts())
                .integer(row.deaths())
                .text(row.error())
                .millis(row.tryInMillis())
                .text(scope)
                .number(row.number()));
  }

  @Override
  public void uncount(Connection c, String scope, long number, long againInMillis)
      throws SQLException {
    Jdbc.update(c, uncount, bind -> bind.millis(againInMillis).text(scope).number(number));
  }

  @Override
  public void drop(Connection c, String scope, long number) throws SQLException {
    Jdbc.update(c, drop, bind -> bind.text(scope).number(number));
  }

  @Override
  public void promote(Connection c, String scope, UUID line) throws SQLException {
    Jdbc.update(c, promote, bind -> bind.text(scope).text(scope).uuid(line));
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
                PostgreSqlRelay.instantAlways(row, "held_at"),
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
                Optional.ofNullable(PostgreSqlRelay.instant(row, "oldest"))));
  }

  /** A warning is the server saying that a commit was not replicated as it should have been. */
  @Override
  public void commit(Connection c) throws SQLException {
    c.clearWarnings();
    c.commit();
    SQLWarning warning = c.getWarnings();
    if (warning != null) {
      throw new UnconfirmedCommit(warning);
    }
  }
}
