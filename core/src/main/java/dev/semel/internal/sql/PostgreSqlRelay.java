// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A relay on PostgreSQL: a cursor over a log that stays as it is. Immutable. */
public final class PostgreSqlRelay implements RelaySql {
  /** Read by their numbers, because they are read more often than anything else. */
  private static final String COLUMNS =
      """
      o.stamp, o.id, o.slot, o.message_id, o.message_name, o.topic, o.key, o.content_type,
             o.headers, octet_length(o.body),
             case when octet_length(o.body) <= {along} then o.body end,
             o.created_at, o.not_before, o.deliver_by,
             case when coalesce(o.not_before, o.deliver_by) is not null
                  then pg_catalog.clock_timestamp() end"""
          .replace("{along}", Integer.toString(LogRow.BODY_READ_ALONG_BYTES_MAX));

  /**
   * Rows come in the order of the index, whatever the statistics say: a plan that was made while a
   * slot was empty would read all of it and sort it, on every poll. So one plan is as good as
   * another, and is made once: for sixteen slots that costs more than to read a batch. The horizon
   * is taken before the rows are read, so all below it is complete when they are.
   */
  private static final String IN_ORDER_OF_THE_INDEX =
      """
      select pg_catalog.set_config('enable_seqscan', 'off', true),
             pg_catalog.set_config('enable_bitmapscan', 'off', true),
             pg_catalog.set_config('enable_sort', 'off', true),
             pg_catalog.set_config('plan_cache_mode', 'force_generic_plan', true),
             pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot()) as horizon;
      """;

  private final String known;
  private final String add;
  private final String lockAll;
  private final String farthest;
  private final String reset;
  private final String take;
  private final String release;
  private final String detached;
  private final String undetach;
  private final String detach;
  private final String readAll;
  private final String readExcept;
  private final String readTopic;
  private final String[] body = new String[PostgreSqlOutbox.SLOTS];
  private final String move;
  private final String moveAt;
  private final String moveAndCommit;
  private final String moveAtAndCommit;
  private final String pause;
  private final String forget;
  private final String all;
  private final String backlog;
  private final String home;
  private final String lockLog;
  private final String lockHome;
  private final String beforeAllWriters;
  private final String moveHome;

  PostgreSqlRelay(String prefix) {
    known = in(prefix, "select shares from {prefix}semel_relay where name = ? limit 1");
    add =
        in(
            prefix,
            """
            insert into {prefix}semel_relay (name, share, shares, stamp, id, id_max, expired, fence)
            values (?, ?, ?, ?::xid8, ?, ?, 0, ?)
                on conflict do nothing""");
    lockAll =
        in(
            prefix,
            """
            select shares, fence, id_max, stamp, id,
                   coalesce(lease_until > pg_catalog.clock_timestamp(), false) as held
              from {prefix}semel_relay
             where name = ?
             order by share
               for update""");
    farthest =
        in(
            prefix,
            """
            select d.stamp, d.id
              from {prefix}semel_relay_detached as d
             where d.relay = ?
             order by d.stamp, d.id
             limit 1""");
    reset =
        in(
            prefix,
            """
            with gone as (delete from {prefix}semel_relay where name = ?)
            delete from {prefix}semel_relay_detached where relay = ?""");
    take =
        in(
            prefix,
            """
            update {prefix}semel_relay
               set owner = ?, fence = fence + 1,
                   lease_until = pg_catalog.clock_timestamp()
                                 + pg_catalog.make_interval(secs => ?)
             where name = ? and share = ? and shares = ?
               and (lease_until is null or lease_until <= pg_catalog.clock_timestamp()
                    or owner = ?)
            returning fence, stamp, id, id_max, pause, paused_at is not null as paused""");
    release =
        in(
            prefix,
            """
            update {prefix}semel_relay
               set owner = null, lease_until = null
             where name = ? and share = ? and fence = ?""");
    detached =
        in(
            prefix,
            """
            select topic, stamp, id
              from {prefix}semel_relay_detached
             where relay = ? and share = ?""");
    undetach = in(prefix, "delete from {prefix}semel_relay_detached where relay = ? and share = ?");
    detach =
        in(
            prefix,
            """
            insert into {prefix}semel_relay_detached (relay, share, topic, stamp, id)
            values (?, ?, ?, ?::xid8, ?)""");
    readAll =
        read(
            prefix,
            """
            select {columns}
              from {prefix}semel_outbox as o
             where (o.stamp, o.id) > (?::xid8, ?)
               and o.stamp < pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())
               and mod(o.lane, ?::smallint) = ?
             order by o.stamp, o.id
             limit ?;
            commit""");
    readExcept =
        read(
            prefix,
            """
            select {columns}
              from {prefix}semel_outbox as o
             where (o.stamp, o.id) > (?::xid8, ?)
               and o.stamp < pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())
               and mod(o.lane, ?::smallint) = ?
               and o.topic <> all (?)
             order by o.stamp, o.id
             limit ?;
            commit""");
    readTopic =
        read(
            prefix,
            """
            select {columns}
              from {prefix}semel_outbox as o
             where (o.stamp, o.id) > (?::xid8, ?) and (o.stamp, o.id) <= (?::xid8, ?)
               and o.stamp < pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())
               and mod(o.lane, ?::smallint) = ?
               and o.topic = ?
             order by o.stamp, o.id
             limit ?;
            commit""");
    for (int slot = 0; slot < body.length; slot++) {
      body[slot] =
          in(
                  prefix,
                  """
                  select o.body
                    from {prefix}semel_outbox_{table} as o
                   where o.stamp = ?::xid8 and o.id = ?""")
              .replace("{table}", PerSlot.digits(slot));
    }
    // Who falls asleep between this and the commit holds the row no longer than the lease.
    String moving =
        in(
            prefix,
            """
            update {prefix}semel_relay
               set stamp = ?::xid8, id = ?, id_max = greatest(id_max, ?), expired = expired + ?,
                   lease_until = pg_catalog.clock_timestamp()
                                 + pg_catalog.make_interval(secs => ?)
             where {at}name = ? and share = ? and fence = ?
            returning case when paused_at is not null then coalesce(pause, 'paused') else '' end,
                      ctid, pg_catalog.set_config('idle_in_transaction_session_timeout', ?, true)""");
    move = moving.replace("{at}", "");
    // Under an old snapshot no version of the row is tidied up, and by its name it is found only
    // by walking over all of them.
    moveAt = moving.replace("{at}", "ctid = ?::tid and ");
    // A move the server forgets is a message sent twice with one id, which is allowed: no flush.
    String commit = ",\n pg_catalog.set_config('synchronous_commit', 'off', true);\ncommit";
    moveAndCommit = move + commit;
    moveAtAndCommit = moveAt + commit;
    pause =
        in(
            prefix,
            """
            update {prefix}semel_relay
               set pause = ?,
                   paused_at = case when ?::text is not null then pg_catalog.clock_timestamp() end
             where name = ?""");
    forget =
        in(
            prefix,
            """
            with held as (delete from {prefix}semel_outbox_held where relay = ?),
                 slow as (delete from {prefix}semel_relay_detached where relay = ?)
            delete from {prefix}semel_relay where name = ?""");
    all =
        in(
            prefix,
            """
            select name, share, shares, fence, expired,
                   case when lease_until > pg_catalog.clock_timestamp() then owner end as owner,
                   case when paused_at is not null then coalesce(pause, 'paused') end as pause
              from {prefix}semel_relay
             order by name, share""");
    backlog =
        IN_ORDER_OF_THE_INDEX
            + in(
                prefix,
                """
                select count(b.stamp) as rows, min(b.created_at) as oldest,
                       count(*) filter (where b.stamp >= h.xmin) as hidden,
                       coalesce(
                         1000 * extract(epoch from
                           pg_catalog.clock_timestamp()
                           - min(b.created_at) filter (where b.stamp >= h.xmin)),
                         0)::bigint as hidden_millis,
                       h.xmin as transaction, a.pid as session, a.xact_start as since
                  from (select pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot()) as xmin)
                       as h
                  left join lateral (
                       select o.stamp, o.created_at
                         from {prefix}semel_relay as r
                        cross join lateral (
                              select o.stamp, o.id, o.created_at
                                from {prefix}semel_outbox as o
                               where (o.stamp, o.id) > (r.stamp, r.id)
                                 and mod(o.lane, r.shares) = r.share
                               order by o.stamp, o.id
                               limit ?) as o
                        where r.name = ? and r.share = ?) as b on true
                  left join pg_catalog.pg_stat_activity as a
                    on a.backend_xid = h.xmin::xid
                 group by h.xmin, a.pid, a.xact_start;
                commit""");
    // A log that was copied into tables made here says it is at home; stamps of transactions that
    // have not begun do not. A cursor may be at the horizon itself.
    home =
        in(
            prefix,
            """
            select h.system_identifier = c.system_identifier
                     and not exists (
                         select 1
                           from {prefix}semel_relay as r
                          where r.stamp > pg_catalog.pg_snapshot_xmax(
                                            pg_catalog.pg_current_snapshot()))
                     and coalesce(
                           (select o.stamp
                              from {prefix}semel_outbox as o
                             order by o.stamp desc, o.id desc
                             limit 1) < pg_catalog.pg_snapshot_xmax(
                                          pg_catalog.pg_current_snapshot()),
                           true)
              from {prefix}semel_outbox_home as h, pg_catalog.pg_control_system() as c""");
    // Whoever writes in the meantime waits, but never for so long that it looks like a deadlock.
    lockHome = in(prefix, "select system_identifier from {prefix}semel_outbox_home for update");
    lockLog =
        in(
            prefix,
            """
            set local lock_timeout = '900ms';
            lock table {prefix}semel_outbox in share row exclusive mode;
            select system_identifier from {prefix}semel_outbox_home for update""");
    beforeAllWriters =
        """
        select (pg_catalog.pg_snapshot_xmin(
                  pg_catalog.pg_current_snapshot())::text::bigint - 1)::text""";
    // What was dealt with was both before the cursor and had an id the relay knew: a row written
    // after the restore may have a stamp below the cursor, but its id is new. Ids keep the order of
    // a key, so with one stamp for all they are the order. The stamp is below every transaction
    // that
    // can still write.
    moveHome =
        in(
            prefix,
            """
            update {prefix}semel_relay as r
               set stamp = ?::xid8, fence = r.fence + 1, owner = null, lease_until = null,
                   id = coalesce(
                        (select o.id - 1
                           from {prefix}semel_outbox as o
                          where mod(o.lane, r.shares) = r.share
                            and ((o.stamp, o.id) > (r.stamp, r.id) or o.id > r.id_max)
                            and not exists (
                                select 1
                                  from {prefix}semel_relay_detached as d
                                 where d.relay = r.name and d.share = r.share
                                   and d.topic = o.topic)
                          order by o.id
                          limit 1),
                        greatest(r.id_max, (select max(o.id) from {prefix}semel_outbox as o)));
            update {prefix}semel_relay_detached as d
               set stamp = ?::xid8,
                   id = coalesce(
                        (select o.id - 1
                           from {prefix}semel_outbox as o
                          where mod(o.lane, r.shares) = r.share and o.topic = d.topic
                            and ((o.stamp, o.id) > (d.stamp, d.id) or o.id > r.id_max)
                          order by o.id
                          limit 1),
                        greatest(r.id_max, (select max(o.id) from {prefix}semel_outbox as o)))
              from {prefix}semel_relay as r
             where r.name = d.relay and r.share = d.share;
            update {prefix}semel_outbox_home
               set system_identifier = (
                   select c.system_identifier from pg_catalog.pg_control_system() as c);
            update {prefix}semel_outbox set stamp = ?::xid8""");
  }

  private static String in(String prefix, String statement) {
    return statement.replace("{prefix}", prefix);
  }

  private static String read(String prefix, String statement) {
    return IN_ORDER_OF_THE_INDEX + in(prefix, statement).replace("{columns}", COLUMNS);
  }

  static LogPosition position(ResultSet row, String stamp, String id) throws SQLException {
    return new LogPosition(
        Long.parseUnsignedLong(Objects.requireNonNull(row.getString(stamp), stamp)),
        row.getLong(id));
  }

  static Bind bind(Bind bind, LogPosition position) throws SQLException {
    return bind.text(Long.toUnsignedString(position.stamp())).number(position.id());
  }

  @Override
  public boolean keepsRows() {
    return true;
  }

  @Override
  public boolean join(Connection c, RelayName relay) throws SQLException {
    Integer shares =
        Jdbc.first(c, known, bind -> bind.text(relay.name()), row -> row.getInt("shares"));
    if (shares != null && shares == relay.shares()) {
      c.commit();
      return true;
    }
    // Two that are new at the same moment must not both decide into how many shares it is divided.
    Jdbc.run(c, lockHome);
    return divide(c, relay);
  }

  private void add(Connection c, RelayName relay, LogPosition from, long idMax, long fence)
      throws SQLException {
    for (int share = 0; share < relay.shares(); share++) {
      int number = share;
      Jdbc.update(
          c,
          add,
          bind ->
              bind(bind.text(relay.name()).integer(number).integer(relay.shares()), from)
                  .number(idMax)
                  .number(fence));
    }
  }

  private record Old(int shares, long fence, long idMax, LogPosition at, boolean held) {}

  /** All new shares begin where the last of the old ones is; some messages are sent again. */
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
                    row.getLong("id_max"),
                    position(row, "stamp", "id"),
                    row.getBoolean("held")));
    if (old.isEmpty()) {
      add(c, relay, LogPosition.START, 0, 0);
      c.commit();
      return true;
    }
    boolean done = old.stream().allMatch(row -> row.shares() == relay.shares());
    if (done || old.stream().anyMatch(Old::held)) {
      c.rollback();
      return done;
    }
    LogPosition from = old.stream().map(Old::at).min(LogPosition::compareTo).orElseThrow();
    LogPosition slow =
        Jdbc.first(
            c, farthest, bind -> bind.text(relay.name()), row -> position(row, "stamp", "id"));
    if (slow != null && from.isAfter(slow)) {
      from = slow;
    }
    long idMax = old.stream().mapToLong(Old::idMax).min().orElseThrow();
    long fence = old.stream().mapToLong(Old::fence).max().orElseThrow();
    Jdbc.update(c, reset, bind -> bind.text(relay.name()).text(relay.name()));
    add(c, relay, from, idMax, fence);
    c.commit();
    return true;
  }

  @Override
  public @Nullable RelayLease take(Connection c, RelayName relay, String owner, int leaseMillis)
      throws SQLException {
    RelayLease lease =
        Jdbc.first(
            c,
            take,
            bind ->
                bind.text(owner)
                    .millis(leaseMillis)
                    .text(relay.name())
                    .integer(relay.share())
                    .integer(relay.shares())
                    .text(owner),
            row ->
                new RelayLease(
                    row.getLong("fence"),
                    position(row, "stamp", "id"),
                    row.getLong("id_max"),
                    Map.of(),
                    row.getBoolean("paused") ? String.valueOf(row.getString("pause")) : null));
    if (lease == null) {
      c.rollback();
      return null;
    }
    Map<String, LogPosition> slow = new HashMap<>();
    Jdbc.all(
        c,
        detached,
        bind -> bind.text(relay.name()).integer(relay.share()),
        row -> slow.put(row.getString("topic"), position(row, "stamp", "id")));
    c.commit();
    return new RelayLease(lease.fence(), lease.cursor(), lease.idMax(), slow, lease.pause());
  }

  @Override
  public void release(Connection c, RelayName relay, long fence) throws SQLException {
    Jdbc.update(c, release, bind -> bind.text(relay.name()).integer(relay.share()).number(fence));
    c.commit();
  }

  @Override
  public long restamp(Connection c) throws SQLException {
    Boolean atHome = Jdbc.first(c, home, bind -> {}, row -> row.getBoolean(1));
    c.commit();
    if (!Boolean.FALSE.equals(atHome)) {
      return -1;
    }
    Jdbc.run(c, lockLog);
    if (Boolean.TRUE.equals(Jdbc.first(c, home, bind -> {}, row -> row.getBoolean(1)))) {
      c.commit();
      return -1;
    }
    String stamp =
        Objects.requireNonNull(
            Jdbc.first(c, beforeAllWriters, bind -> {}, row -> row.getString(1)), "stamp");
    long stamped;
    try (PreparedStatement statement = c.prepareStatement(moveHome)) {
      new Bind(statement).text(stamp).text(stamp).text(stamp);
      statement.execute();
      statement.getMoreResults();
      statement.getMoreResults();
      statement.getMoreResults();
      stamped = statement.getUpdateCount();
    }
    c.commit();
    return stamped;
  }

  @Override
  public LogPage read(Connection c, LogReading reading) throws SQLException {
    String sql =
        reading.topic() != null ? readTopic : reading.except().isEmpty() ? readAll : readExcept;
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      fill(bind(new Bind(statement), reading.after()), reading);
      statement.execute();
      LogPosition horizon = horizon(statement);
      statement.getMoreResults();
      List<LogRow> rows = rows(statement);
      boolean all = rows.size() < reading.rowsMax();
      return new LogPage(rows, all ? complete(reading, horizon) : null);
    }
  }

  private static void fill(Bind bind, LogReading reading) throws SQLException {
    if (reading.topic() != null) {
      bind(bind, Objects.requireNonNull(reading.upTo(), "upTo"));
    }
    bind.integer(reading.relay().shares()).integer(reading.relay().share());
    if (reading.topic() != null) {
      bind.text(reading.topic());
    } else if (!reading.except().isEmpty()) {
      bind.array("text", reading.except().toArray());
    }
    bind.integer(reading.rowsMax());
  }

  private static LogPosition horizon(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.getResultSet()) {
      row.next();
      return new LogPosition(Long.parseUnsignedLong(row.getString("horizon")), 0);
    }
  }

  private static List<LogRow> rows(PreparedStatement statement) throws SQLException {
    List<LogRow> rows = new ArrayList<>();
    try (ResultSet row = statement.getResultSet()) {
      LogRow last = null;
      while (row.next()) {
        last = rowOf(row, last);
        rows.add(last);
      }
    }
    return rows;
  }

  /** The text of the row before if it is the same: it is looked up many times from here on. */
  private static String like(@Nullable LogRow before, String topic) {
    return before != null && before.topic().equals(topic) ? before.topic() : topic;
  }

  private static LogPosition complete(LogReading reading, LogPosition horizon) {
    LogPosition upTo = reading.upTo();
    return upTo != null && horizon.isAfter(upTo) ? upTo : horizon;
  }

  private static LogRow rowOf(ResultSet row, @Nullable LogRow before) throws SQLException {
    Instant notBefore = instant(row.getObject(13, OffsetDateTime.class));
    Instant deliverBy = instant(row.getObject(14, OffsetDateTime.class));
    Instant now = instant(row.getObject(15, OffsetDateTime.class));
    return new LogRow(
        new LogPosition(Long.parseUnsignedLong(row.getString(1)), row.getLong(2)),
        row.getInt(3),
        row.getObject(4, UUID.class),
        row.getString(5),
        like(before, row.getString(6)),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getBytes(11),
        row.getInt(10),
        row.getObject(12, OffsetDateTime.class).toInstant(),
        isAfter(notBefore, now) ? notBefore : null,
        deliverBy,
        deliverBy == null || now == null
            ? LogRow.NO_LIMIT
            : Duration.between(now, deliverBy).toMillis());
  }

  private static boolean isAfter(@Nullable Instant time, @Nullable Instant now) {
    return time != null && now != null && time.isAfter(now);
  }

  static Instant instantAlways(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(instant(row, column), column);
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    return instant(row.getObject(column, OffsetDateTime.class));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  @Override
  public byte @Nullable [] body(Connection c, LogRow row) throws SQLException {
    byte[] found =
        Jdbc.first(
            c, body[row.slot()], bind -> bind(bind, row.at()), found1 -> found1.getBytes("body"));
    c.commit();
    return found;
  }

  @Override
  public RelayMove.@Nullable Done move(Connection c, RelayName relay, RelayMove move)
      throws SQLException {
    RelayMove.Done done = move.rowAt() == null ? null : run(c, moveAt, relay, move, move.rowAt());
    return done != null ? done : run(c, this.move, relay, move, null);
  }

  /** The commit travels with the statement. */
  @Override
  public RelayMove.@Nullable Done moveAndCommit(Connection c, RelayName relay, RelayMove move)
      throws SQLException {
    RelayMove.Done done =
        move.rowAt() == null ? null : run(c, moveAtAndCommit, relay, move, move.rowAt());
    return done != null ? done : run(c, moveAndCommit, relay, move, null);
  }

  private static RelayMove.@Nullable Done run(
      Connection c, String sql, RelayName relay, RelayMove move, @Nullable String rowAt)
      throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      Bind bind = new Bind(statement);
      bind(bind, move.cursor())
          .number(move.idMax())
          .integer(move.expired())
          .millis(move.leaseMillis());
      if (rowAt != null) {
        bind.text(rowAt);
      }
      bind.text(relay.name())
          .integer(relay.share())
          .number(move.fence())
          .text(Integer.toString(move.leaseMillis()));
      statement.execute();
      try (ResultSet row = statement.getResultSet()) {
        return row.next() ? new RelayMove.Done(row.getString(1), row.getString(2)) : null;
      }
    }
  }

  /** Nothing: the cursor says it. */
  @Override
  public void settle(Connection c, RelayName relay, Collection<LogPosition> rows) {}

  @Override
  public void detached(Connection c, RelayName relay, Map<String, LogPosition> positions)
      throws SQLException {
    Jdbc.update(c, undetach, bind -> bind.text(relay.name()).integer(relay.share()));
    for (Map.Entry<String, LogPosition> position : positions.entrySet()) {
      Jdbc.update(
          c,
          detach,
          bind ->
              bind(
                  bind.text(relay.name()).integer(relay.share()).text(position.getKey()),
                  position.getValue()));
    }
  }

  @Override
  public int pause(Connection c, String relay, @Nullable String reason) throws SQLException {
    return Jdbc.update(c, pause, bind -> bind.text(reason).text(reason).text(relay));
  }

  @Override
  public int forget(Connection c, String relay) throws SQLException {
    return Jdbc.update(c, forget, bind -> bind.text(relay).text(relay).text(relay));
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
    try (PreparedStatement statement = c.prepareStatement(backlog)) {
      new Bind(statement).integer(rowsMax).text(relay.name()).integer(relay.share());
      statement.execute();
      statement.getMoreResults();
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        long hidden = row.getLong("hidden");
        int session = row.getInt("session");
        boolean shown = !row.wasNull();
        return new Backlog(
            row.getInt("rows"),
            instant(row, "oldest"),
            hidden,
            row.getLong("hidden_millis"),
            hidden == 0 ? null : row.getString("transaction"),
            hidden == 0 || !shown ? null : Integer.valueOf(session),
            hidden == 0 ? null : instant(row, "since"));
      }
    }
  }
}
