// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The journal on PostgreSQL. Immutable. */
public final class PostgreSqlJournal implements JournalSql {
  private static final String COLUMNS =
      """
      j.id, j.scope, j.key_text, j.generation, j.state, j.fence, j.due, j.request_type, j.request,
             j.fingerprint, j.attempts, j.first_sent, j.last_sent, j.send_before, j.reference,
             j.why, j.created, j.state_since, pg_catalog.clock_timestamp() as now""";

  private final String add;
  private final String read;
  private final String find;
  private final String send;
  private final String ask;
  private final String leave;
  private final String finish;
  private final String tell;
  private final String evidence;
  private final String due;
  private final String in;
  private final String deleteSettled;

  PostgreSqlJournal(String prefix) {
    add =
        in(
            prefix,
            """
            insert into {prefix}semel_journal
                   (id, scope, key_text, generation, state, fence, due, request_type, request,
                    fingerprint, attempts, first_sent, last_sent, send_before, state_since)
            select ?, ?, ?, ?, case when k.started then 2 else 1 end, 1,
                   k.now + pg_catalog.make_interval(secs => ?), ?, ?, ?,
                   case when k.started then 1 else 0 end,
                   case when k.started then k.now end, case when k.started then k.now end,
                   k.now + pg_catalog.make_interval(secs => ?), k.now
              from (select ?::boolean as started, pg_catalog.clock_timestamp() as now) as k
                on conflict (id) do nothing""");
    read = in(prefix, "select {columns} from {prefix}semel_journal as j where j.id = ?");
    find = in(prefix, "select id from {prefix}semel_journal where scope = ? and reference = ?");
    send =
        in(
            prefix,
            """
            update {prefix}semel_journal as j
               set state_since = case when j.state = 2 then j.state_since
                                      else pg_catalog.clock_timestamp() end,
                   state = 2, fence = j.fence + 1, attempts = j.attempts + 1,
                   due = pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => ?),
                   first_sent = coalesce(j.first_sent, pg_catalog.clock_timestamp()),
                   last_sent = pg_catalog.clock_timestamp()
             where j.id = ? and j.fence = ? and j.state <= 3
               and j.due <= pg_catalog.clock_timestamp()""");
    ask =
        in(
            prefix,
            """
            update {prefix}semel_journal as j
               set state_since = case when j.state = 3 then j.state_since
                                      else pg_catalog.clock_timestamp() end,
                   state = 3, fence = j.fence + 1,
                   due = pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => ?)
             where j.id = ? and j.fence = ? and j.state <= 3
               and j.due <= pg_catalog.clock_timestamp()""");
    leave =
        in(
            prefix,
            """
            update {prefix}semel_journal as j
               set state = ?,
                   due = pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => ?),
                   why = ?, first_sent = case when ? then null else j.first_sent end,
                   state_since = pg_catalog.clock_timestamp()
             where j.id = ? and j.fence = ? and j.state <= 4""");
    finish =
        in(
            prefix,
            """
            update {prefix}semel_journal as j
               set state = ?, fence = j.fence + 1, due = null,
                   reference = coalesce(?, j.reference), why = ?,
                   state_since = pg_catalog.clock_timestamp()
             where j.id = ? and j.fence = ? and j.state <= 4""");
    tell =
        in(
            prefix,
            """
            insert into {prefix}semel_journal_evidence (journal_id, source, says, detail)
            values (?, ?, ?, ?)""");
    evidence =
        in(
            prefix,
            """
            select at, source, says, detail
              from {prefix}semel_journal_evidence
             where journal_id = ?
             order by number""");
    due =
        in(
            prefix,
            """
            select id
              from {prefix}semel_journal
             where scope = ? and due <= pg_catalog.statement_timestamp()
             order by due
             limit ?""");
    in =
        in(
            prefix,
            """
            select {columns}
              from {prefix}semel_journal as j
             where j.scope = ? and j.state = ?
             order by j.state_since, j.id
             limit ?""");
    deleteSettled =
        in(
            prefix,
            """
            with gone as (
                 delete from {prefix}semel_journal
                  where id = any (array(
                        select j.id
                          from {prefix}semel_journal as j
                         where j.scope = ? and j.state >= 5
                           and j.state_since < (
                               select pg_catalog.clock_timestamp()
                                      - pg_catalog.make_interval(secs => s.horizon_seconds)
                                 from {prefix}semel_scope as s
                                where s.id = ?)
                         order by j.state_since
                         limit ?
                           for update skip locked))
                 returning id),
                 said as (
                 delete from {prefix}semel_journal_evidence as e
                  using gone
                  where e.journal_id = gone.id)
            select count(*) from gone""");
  }

  private static String in(String prefix, String statement) {
    return statement.replace("{columns}", COLUMNS).replace("{prefix}", prefix);
  }

  @Override
  public boolean add(Connection c, NewEntry entry) throws SQLException {
    return Jdbc.update(
            c,
            add,
            bind ->
                seconds(
                        bind.uuid(entry.id())
                            .integer(entry.scope())
                            .text(entry.key())
                            .integer(entry.generation())
                            .seconds(entry.lease())
                            .content(entry.request())
                            .uuid(entry.fingerprint()),
                        entry.sendWithin())
                    .flag(entry.started()))
        == 1;
  }

  @Override
  public @Nullable Entry read(Connection c, UUID id) throws SQLException {
    return Jdbc.first(c, read, bind -> bind.uuid(id), PostgreSqlJournal::entryOf);
  }

  @Override
  public @Nullable UUID find(Connection c, int scope, String reference) throws SQLException {
    return Jdbc.first(
        c,
        find,
        bind -> bind.integer(scope).text(reference),
        row -> row.getObject("id", UUID.class));
  }

  @Override
  public boolean takeUp(Connection c, UUID id, long fence, Duration lease, boolean sending)
      throws SQLException {
    return Jdbc.update(c, sending ? send : ask, bind -> bind.seconds(lease).uuid(id).number(fence))
        == 1;
  }

  @Override
  public boolean leave(
      Connection c, UUID id, long fence, EntryState state, @Nullable Duration in, String why)
      throws SQLException {
    return Jdbc.update(
            c,
            leave,
            bind ->
                seconds(bind.integer(state.code()), in)
                    .text(why)
                    .flag(state == EntryState.PREPARED)
                    .uuid(id)
                    .number(fence))
        == 1;
  }

  @Override
  public boolean finish(
      Connection c,
      UUID id,
      long fence,
      EntryState state,
      @Nullable String reference,
      @Nullable String why)
      throws SQLException {
    return Jdbc.update(
            c,
            finish,
            bind -> bind.integer(state.code()).text(reference).text(why).uuid(id).number(fence))
        == 1;
  }

  @Override
  public void tell(Connection c, UUID id, String source, String says, @Nullable String detail)
      throws SQLException {
    Jdbc.update(c, tell, bind -> bind.uuid(id).text(source).text(says).text(detail));
  }

  @Override
  public List<Evidence> evidence(Connection c, UUID id) throws SQLException {
    return Jdbc.all(
        c,
        evidence,
        bind -> bind.uuid(id),
        row ->
            new Evidence(
                instantAlways(row, "at"),
                row.getString("source"),
                row.getString("says"),
                row.getString("detail")));
  }

  @Override
  public List<UUID> due(Connection c, int scope, int entriesMax) throws SQLException {
    return Jdbc.all(
        c,
        due,
        bind -> bind.integer(scope).integer(entriesMax),
        row -> row.getObject("id", UUID.class));
  }

  @Override
  public List<Entry> in(Connection c, int scope, EntryState state, int entriesMax)
      throws SQLException {
    return Jdbc.all(
        c,
        in,
        bind -> bind.integer(scope).integer(state.code()).integer(entriesMax),
        PostgreSqlJournal::entryOf);
  }

  @Override
  public int deleteSettled(Connection c, int scope, int entriesMax) throws SQLException {
    return Jdbc.one(
        c,
        deleteSettled,
        bind -> bind.integer(scope).integer(scope).integer(entriesMax),
        row -> row.getInt(1));
  }

  /** Null adds nothing to no time, which is no time. */
  private static Bind seconds(Bind bind, @Nullable Duration time) throws SQLException {
    return time == null ? bind.noSeconds() : bind.seconds(time);
  }

  private static Entry entryOf(ResultSet row) throws SQLException {
    return new Entry(
        row.getObject("id", UUID.class),
        row.getInt("scope"),
        row.getString("key_text"),
        row.getInt("generation"),
        EntryState.of(row.getInt("state")),
        row.getLong("fence"),
        instant(row, "due"),
        new Content(row.getString("request_type"), row.getBytes("request")),
        row.getObject("fingerprint", UUID.class),
        row.getInt("attempts"),
        instant(row, "first_sent"),
        instant(row, "last_sent"),
        instant(row, "send_before"),
        row.getString("reference"),
        row.getString("why"),
        instantAlways(row, "created"),
        instantAlways(row, "state_since"),
        instantAlways(row, "now"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static Instant instantAlways(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(instant(row, column), column);
  }
}
