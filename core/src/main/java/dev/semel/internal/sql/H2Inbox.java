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

/** The inbox on H2, where a round trip costs nothing. Immutable. */
public final class H2Inbox implements InboxSql {
  private final String lockScope;
  private final String addScope;
  private final String lines;
  private final String held;
  private final String place;
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

  H2Inbox(String prefix) {
    lockScope = in(prefix, "update {prefix}semel_inbox set changes = changes + 1 where scope = ?");
    addScope = in(prefix, "insert into {prefix}semel_inbox (scope, changes) values (?, 1)");
    lines =
        in(
            prefix,
            """
            select distinct line
              from {prefix}semel_inbox_held
             where scope = ?
             fetch first ? rows only""");
    held =
        in(
            prefix,
            """
            select 1
              from {prefix}semel_inbox_held
             where scope = ? and line = ?
             fetch first 1 row only""");
    place = in(prefix, "select 1 from {prefix}semel_inbox_held where scope = ? and place = ?");
    hold =
        in(
            prefix,
            """
            insert into {prefix}semel_inbox_held
                   (scope, state, line, place, next_try, attempts, deaths, why, error, held_at,
                    source, epoch, lane, lane_number, message_id, message_key, origin, unfit,
                    envelope, body)
            values (?, ?, ?, ?, dateadd(millisecond, ?, current_timestamp),
                    ?, ?, ?, ?, current_timestamp, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
    due =
        in(
            prefix,
            """
            select number
              from {prefix}semel_inbox_held
             where scope = ? and state = 1 and next_try <= current_timestamp
             order by scope, state, next_try, number
             fetch first 16 rows only""");
    claim =
        in(
            prefix,
            """
            update {prefix}semel_inbox_held
               set deaths = deaths + 1,
                   next_try = dateadd(millisecond, ?, current_timestamp)
             where scope = ? and number = ? and state = 1 and next_try <= current_timestamp""");
    read =
        in(
            prefix,
            """
            select h.number, h.state, h.line, h.place, h.attempts, h.deaths, h.why, h.error,
                   h.source, h.epoch, h.lane, h.lane_number, h.message_id, h.message_key,
                   h.origin, h.unfit, h.envelope, h.body
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
                   next_try = dateadd(millisecond, ?, current_timestamp)
             where scope = ? and number = ?""");
    uncount =
        in(
            prefix,
            """
            update {prefix}semel_inbox_held
               set deaths = 0,
                   next_try = dateadd(millisecond, ?, current_timestamp)
             where scope = ? and number = ?""");
    drop = in(prefix, "delete from {prefix}semel_inbox_held where scope = ? and number = ?");
    first =
        in(
            prefix,
            """
            select number
              from {prefix}semel_inbox_held
             where scope = ? and line = ?
             order by scope, line, number
             fetch first 1 row only""");
    promote =
        in(
            prefix,
            """
            update {prefix}semel_inbox_held
               set state = 1, next_try = current_timestamp
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
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, current_timestamp)""");
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
             fetch first ? rows only""");
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
    if (Jdbc.update(c, lockScope, bind -> bind.text(scope)) == 0) {
      addScope(c, scope);
    }
  }

  private void addScope(Connection c, String scope) throws SQLException {
    try {
      Jdbc.update(c, addScope, bind -> bind.text(scope));
    } catch (SQLException e) {
      throw Fault.of(e) == Fault.DUPLICATE
          ? new SQLException("another transaction has added the scope " + scope, "40001", e)
          : e;
    }
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
    return among(c, held, scope, lines);
  }

  @Override
  public Set<UUID> places(Connection c, String scope, Collection<UUID> places) throws SQLException {
    return among(c, place, scope, places);
  }

  private static Set<UUID> among(
      Connection c, String sql, String scope, Collection<UUID> candidates) throws SQLException {
    Set<UUID> found = new HashSet<>();
    for (UUID candidate : candidates) {
      if (Jdbc.first(c, sql, bind -> bind.text(scope).uuid(candidate), row -> true) != null) {
        found.add(candidate);
      }
    }
    return found;
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
            .instant(message.origin())
            .text(message.unfit())
            .bytes(message.envelope())
            .bytes(message.body());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** One that is locked is passed over, since there is no statement that does so everywhere. */
  @Override
  public @Nullable InboxRow claim(Connection c, String scope, long againInMillis)
      throws SQLException {
    List<Long> candidates =
        Jdbc.all(c, due, bind -> bind.text(scope), row -> row.getLong("number"));
    for (Long number : candidates) {
      if (claimed(c, scope, number, againInMillis)) {
        return Jdbc.one(c, read, bind -> bind.text(scope).number(number), H2Inbox::rowOf);
      }
    }
    return null;
  }

  private boolean claimed(Connection c, String scope, long number, long againInMillis)
      throws SQLException {
    boolean[] claimed = new boolean[1];
    try {
      H2Patience.none(
          c,
          () ->
              claimed[0] =
                  Jdbc.update(
                          c, claim, bind -> bind.number(againInMillis).text(scope).number(number))
                      == 1);
    } catch (SQLException e) {
      if (Fault.of(e) != Fault.LOCKED) {
        throw e;
      }
    }
    return claimed[0];
  }

  private static InboxRow rowOf(ResultSet row) throws SQLException {
    IncomingMessage message =
        new IncomingMessage(
            row.getString("message_id"),
            new IncomingMessage.Lane(
                row.getString("source"), row.getString("epoch"), row.getString("lane")),
            row.getLong("lane_number"),
            InboxRow.key(row.getBytes("message_key")),
            H2Relay.instant(row, "origin"),
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
    return Jdbc.first(c, lockParked, bind -> bind.text(scope).number(number), H2Inbox::rowOf);
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
        Jdbc.first(c, first, bind -> bind.text(scope).uuid(line), row -> row.getLong("number"));
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
                H2Relay.instantAlways(row, "held_at"),
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
                Optional.ofNullable(H2Relay.instant(row, "oldest"))));
  }

  @Override
  public void commit(Connection c) throws SQLException {
    c.commit();
  }
}
