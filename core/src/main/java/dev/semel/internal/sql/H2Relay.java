// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The relay on H2: rows are deleted when they were sent. Immutable.
 *
 * <p>There is no telling here which transactions are still writing; for what follows from that see
 * {@link MariaDbRelay}. The clock stands still within a transaction, so each reading ends its own.
 */
public final class H2Relay implements RelaySql {
  private static final String COLUMNS =
      """
      o.id, o.message_id, o.message_name, o.topic, o."key", o.content_type, o.headers,
             octet_length(o.body) as body_bytes,
             case when octet_length(o.body) <= {along} then o.body end as body,
             o.created_at,
             case when o.not_before > current_timestamp then o.not_before end as not_before,
             o.deliver_by, datediff(millisecond, current_timestamp, o.deliver_by) as left_millis"""
          .replace("{along}", Integer.toString(LogRow.BODY_READ_ALONG_BYTES_MAX));

  private final String known;
  private final String home;
  private final String settleDown;
  private final String lockAll;
  private final String add;
  private final String reset;
  private final String take;
  private final String lease;
  private final String release;
  private final String read;
  private final String passed;
  private final String body;
  private final String move;
  private final String paused;
  private final String settle;
  private final String pause;
  private final String forgetHeld;
  private final String forget;
  private final String moveOut;
  private final String all;
  private final String backlog;

  H2Relay(String prefix) {
    known =
        in(prefix, "select shares from {prefix}semel_relay where name = ? fetch first 1 row only");
    home = in(prefix, "select relay from {prefix}semel_outbox_home where one for update");
    settleDown = in(prefix, "update {prefix}semel_outbox_home set relay = ? where one");
    lockAll =
        in(
            prefix,
            """
            select shares, fence, id, id_max,
                   coalesce(lease_until > current_timestamp, false) as held
              from {prefix}semel_relay
             where name = ?
             order by share
               for update""");
    add =
        in(
            prefix,
            """
            insert into {prefix}semel_relay (name, share, shares, id, id_max, expired, fence)
            values (?, ?, ?, ?, ?, 0, ?)""");
    reset = in(prefix, "delete from {prefix}semel_relay where name = ?");
    take =
        in(
            prefix,
            """
            update {prefix}semel_relay
               set owner = ?, fence = fence + 1,
                   lease_until = dateadd(millisecond, ?, current_timestamp)
             where name = ? and share = ? and shares = ?
               and (lease_until is null or lease_until <= current_timestamp or owner = ?)""");
    lease =
        in(
            prefix,
            """
            select fence, id, id_max, pause, paused_at is not null as paused
              from {prefix}semel_relay
             where name = ? and share = ?""");
    release =
        in(
            prefix,
            """
            update {prefix}semel_relay
               set owner = null, lease_until = null
             where name = ? and share = ? and fence = ?""");
    read =
        in(
                prefix,
                """
                select {columns}
                  from {prefix}semel_outbox as o
                 where o.id > ? and o.id <= ?
                   and mod(o.lane, ?) = ?
                   and (cast(? as varchar) is null or o.topic = ?)
                   and not array_contains(cast(? as varchar array), o.topic)
                 order by o.id
                 fetch first ? rows only""")
            .replace("{columns}", COLUMNS);
    passed =
        in(
            prefix,
            """
            select o.id
              from {prefix}semel_outbox as o
             where o.id <= ?
               and mod(o.lane, ?) = ?
               and (cast(? as varchar) is null or o.topic = ?)
               and not array_contains(cast(? as varchar array), o.topic)
             order by o.id
             fetch first ? rows only""");
    body = in(prefix, "select o.body from {prefix}semel_outbox as o where o.id = ?");
    move =
        in(
            prefix,
            """
            update {prefix}semel_relay
               set id = ?, id_max = greatest(id_max, ?), expired = expired + ?,
                   lease_until = dateadd(millisecond, ?, current_timestamp)
             where name = ? and share = ? and fence = ?""");
    paused =
        in(
            prefix,
            """
            select pause, paused_at is not null as paused
              from {prefix}semel_relay
             where name = ? and share = ?""");
    settle = in(prefix, "delete from {prefix}semel_outbox where id = ?");
    pause =
        in(
            prefix,
            """
            update {prefix}semel_relay
               set pause = ?, paused_at = case when cast(? as varchar) is not null then current_timestamp end
             where name = ?""");
    forgetHeld = in(prefix, "delete from {prefix}semel_outbox_held where relay = ?");
    forget = in(prefix, "delete from {prefix}semel_relay where name = ?");
    moveOut = in(prefix, "update {prefix}semel_outbox_home set relay = null where relay = ?");
    all =
        in(
            prefix,
            """
            select name, share, shares, fence, expired,
                   case when lease_until > current_timestamp then owner end as owner,
                   case when paused_at is not null then coalesce(pause, 'paused') end as pause
              from {prefix}semel_relay
             order by name, share""");
    backlog =
        in(
            prefix,
            """
            select count(*) as total, min(b.created_at) as oldest
              from (select o.created_at
                      from {prefix}semel_outbox as o
                     where mod(o.lane, ?) = ?
                     order by o.id
                     fetch first ? rows only) as b""");
  }

  private static String in(String prefix, String statement) {
    return statement.replace("{prefix}", prefix);
  }

  @Override
  public boolean keepsRows() {
    return false;
  }

  @Override
  public boolean join(Connection c, RelayName relay) throws SQLException {
    Integer shares =
        Jdbc.first(c, known, bind -> bind.text(relay.name()), row -> row.getInt("shares"));
    c.commit();
    if (shares != null && shares == relay.shares()) {
      return true;
    }
    String resident = Jdbc.first(c, home, bind -> {}, row -> row.getString("relay"));
    if (resident == null) {
      Jdbc.update(c, settleDown, bind -> bind.text(relay.name()));
    } else if (!resident.equals(relay.name())) {
      c.rollback();
      throw OneRelay.refused(relay, resident);
    }
    return divide(c, relay);
  }

  private record Old(int shares, long fence, long id, long idMax, boolean held) {}

  /** Makes the rows there are to be, unless somebody still sends with another number of shares. */
  private boolean divide(Connection c, RelayName relay) throws SQLException {
    List<Old> old =
        Jdbc.all(
            c,
            lockAll,
            bind -> bind.text(relay.name()),
            row ->
                new Old(
                    row.getInt("shares"),
                    row.getLong("fence"),
                    row.getLong("id"),
                    row.getLong("id_max"),
                    row.getBoolean("held")));
    boolean done = !old.isEmpty() && old.stream().allMatch(row -> row.shares() == relay.shares());
    if (done || old.stream().anyMatch(Old::held)) {
      c.rollback();
      return done;
    }
    long id = old.stream().mapToLong(Old::id).min().orElse(0);
    long idMax = old.stream().mapToLong(Old::idMax).min().orElse(0);
    long fence = old.stream().mapToLong(Old::fence).max().orElse(0);
    Jdbc.update(c, reset, bind -> bind.text(relay.name()));
    for (int share = 0; share < relay.shares(); share++) {
      int number = share;
      Jdbc.update(
          c,
          add,
          bind ->
              bind.text(relay.name())
                  .integer(number)
                  .integer(relay.shares())
                  .number(id)
                  .number(idMax)
                  .number(fence));
    }
    c.commit();
    return true;
  }

  @Override
  public @Nullable RelayLease take(Connection c, RelayName relay, String owner, int leaseMillis)
      throws SQLException {
    int taken =
        Jdbc.update(
            c,
            take,
            bind ->
                bind.text(owner)
                    .integer(leaseMillis)
                    .text(relay.name())
                    .integer(relay.share())
                    .integer(relay.shares())
                    .text(owner));
    if (taken == 0) {
      c.rollback();
      return null;
    }
    RelayLease found =
        Jdbc.one(
            c,
            lease,
            bind -> bind.text(relay.name()).integer(relay.share()),
            row ->
                new RelayLease(
                    row.getLong("fence"),
                    new LogPosition(0, row.getLong("id")),
                    row.getLong("id_max"),
                    Map.of(),
                    row.getBoolean("paused") ? String.valueOf(row.getString("pause")) : null));
    c.commit();
    return found;
  }

  @Override
  public void release(Connection c, RelayName relay, long fence) throws SQLException {
    Jdbc.update(c, release, bind -> bind.text(relay.name()).integer(relay.share()).number(fence));
    c.commit();
  }

  /** Rows have no stamp. */
  @Override
  public long restamp(Connection c) {
    return -1;
  }

  @Override
  public LogPage read(Connection c, LogReading reading) throws SQLException {
    LogPosition upTo = reading.upTo();
    long after = reading.after().id();
    List<LogRow> rows = read(c, reading, after, upTo == null ? Long.MAX_VALUE : upTo.id());
    LogPosition complete = rows.size() < reading.rowsMax() ? upTo : null;
    if (!rows.isEmpty() || reading.thorough()) {
      Long late = firstLate(c, reading);
      if (late != null) {
        rows = read(c, reading, late - 1, after);
        complete = null;
      }
    }
    c.commit();
    return new LogPage(rows, complete);
  }

  private List<LogRow> read(Connection c, LogReading reading, long after, long upTo)
      throws SQLException {
    return Jdbc.all(
        c,
        read,
        bind -> filter(bind.number(after).number(upTo), reading).integer(reading.rowsMax()),
        H2Relay::rowOf);
  }

  /** The first row that was passed before it could be seen; null if there is none. */
  private @Nullable Long firstLate(Connection c, LogReading reading) throws SQLException {
    if (reading.after().equals(LogPosition.START)) {
      return null;
    }
    Set<Long> seen = reading.known();
    for (Long id :
        Jdbc.all(
            c,
            passed,
            bind -> filter(bind.number(reading.after().id()), reading).integer(seen.size() + 1),
            row -> row.getLong("id"))) {
      if (!seen.contains(id)) {
        return id;
      }
    }
    return null;
  }

  private static Bind filter(Bind bind, LogReading reading) throws SQLException {
    return bind.integer(reading.relay().shares())
        .integer(reading.relay().share())
        .text(reading.topic())
        .text(reading.topic())
        .array("varchar", reading.except().toArray());
  }

  private static LogRow rowOf(ResultSet row) throws SQLException {
    return rowOf(row, instant(row, "not_before"));
  }

  /** A row of the log, or of those that are held. */
  static LogRow rowOf(ResultSet row, @Nullable Instant notBefore) throws SQLException {
    return new LogRow(
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
        instantAlways(row, "created_at"),
        notBefore,
        instant(row, "deliver_by"),
        Jdbc.numberOr(row, "left_millis", LogRow.NO_LIMIT));
  }

  static Instant instantAlways(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(instant(row, column), column);
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  @Override
  public byte @Nullable [] body(Connection c, LogRow row) throws SQLException {
    byte[] found =
        Jdbc.first(c, body, bind -> bind.number(row.at().id()), read -> read.getBytes("body"));
    c.commit();
    return found;
  }

  @Override
  public RelayMove.@Nullable Done move(Connection c, RelayName relay, RelayMove move)
      throws SQLException {
    int moved =
        Jdbc.update(
            c,
            this.move,
            bind ->
                bind.number(move.cursor().id())
                    .number(move.idMax())
                    .integer(move.expired())
                    .integer(move.leaseMillis())
                    .text(relay.name())
                    .integer(relay.share())
                    .number(move.fence()));
    return moved == 0
        ? null
        : Jdbc.one(
            c,
            paused,
            bind -> bind.text(relay.name()).integer(relay.share()),
            row ->
                new RelayMove.Done(
                    row.getBoolean("paused") ? String.valueOf(row.getString("pause")) : "", null));
  }

  @Override
  public RelayMove.@Nullable Done moveAndCommit(Connection c, RelayName relay, RelayMove move)
      throws SQLException {
    RelayMove.Done answer = move(c, relay, move);
    c.commit();
    return answer;
  }

  /** Each by its id: a range could hold a row that was committed late and never sent. */
  @Override
  public void settle(Connection c, RelayName relay, Collection<LogPosition> rows)
      throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(settle)) {
      for (LogPosition row : rows) {
        new Bind(statement).number(row.id());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Nothing: the rows say it. */
  @Override
  public void detached(Connection c, RelayName relay, Map<String, LogPosition> positions) {}

  @Override
  public int pause(Connection c, String relay, @Nullable String reason) throws SQLException {
    return Jdbc.update(c, pause, bind -> bind.text(reason).text(reason).text(relay));
  }

  @Override
  public int forget(Connection c, String relay) throws SQLException {
    Jdbc.update(c, moveOut, bind -> bind.text(relay));
    int shares = Jdbc.update(c, forget, bind -> bind.text(relay));
    Jdbc.update(c, forgetHeld, bind -> bind.text(relay));
    return shares;
  }

  @Override
  public List<RelayRow> all(Connection c) throws SQLException {
    return Jdbc.all(
        c,
        all,
        bind -> {},
        row ->
            new RelayRow(
                new RelayName(row.getString("name"), row.getInt("share"), row.getInt("shares")),
                row.getString("owner"),
                row.getLong("fence"),
                row.getString("pause"),
                row.getLong("expired")));
  }

  @Override
  public Backlog backlog(Connection c, RelayName relay, int rowsMax) throws SQLException {
    Backlog found =
        Jdbc.one(
            c,
            backlog,
            bind -> bind.integer(relay.shares()).integer(relay.share()).integer(rowsMax),
            row ->
                new Backlog(row.getLong("total"), instant(row, "oldest"), 0, 0, null, null, null));
    c.commit();
    return found;
  }
}
