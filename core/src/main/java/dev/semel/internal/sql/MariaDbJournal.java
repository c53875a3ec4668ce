// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The journal on MariaDB and MySQL. Immutable. */
public final class MariaDbJournal implements JournalSql {
  private static final String COLUMNS =
      """
      j.id, j.scope, j.key_text, j.generation, j.state, j.fence, j.request_type, j.request,
             j.fingerprint, j.attempts, j.reference, j.why,
             timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', j.due) as due,
             timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', j.first_sent) as first_sent,
             timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', j.last_sent) as last_sent,
             timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', j.send_before) as send_before,
             timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', j.created) as created,
             timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', j.state_since) as state_since,
             timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', utc_timestamp(6)) as now""";

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
  private final String settled;
  private final String delete;
  private final String deleteEvidence;

  MariaDbJournal(String prefix) {
    add =
        in(
            prefix,
            """
            insert into {prefix}semel_journal
                   (id, scope, key_text, generation, state, fence, due, request_type, request,
                    fingerprint, attempts, first_sent, last_sent, send_before, created,
                    state_since)
            values (?, ?, ?, ?, ?, 1, timestampadd(microsecond, 1000 * ?, utc_timestamp(6)), ?, ?, ?, ?,
                    case when ? then utc_timestamp(6) end,
                    case when ? then utc_timestamp(6) end,
                    timestampadd(microsecond, 1000 * ?, utc_timestamp(6)), utc_timestamp(6),
                    utc_timestamp(6))""");
    read = in(prefix, "select {columns} from {prefix}semel_journal as j where j.id = ?");
    find = in(prefix, "select id from {prefix}semel_journal where scope = ? and reference = ?");
    send =
        in(
            prefix,
            """
            update {prefix}semel_journal as j
               set state_since = case when j.state = 2 then j.state_since
                                      else utc_timestamp(6) end,
                   state = 2, fence = j.fence + 1, attempts = j.attempts + 1,
                   due = timestampadd(microsecond, 1000 * ?, utc_timestamp(6)),
                   first_sent = coalesce(j.first_sent, utc_timestamp(6)),
                   last_sent = utc_timestamp(6)
             where j.id = ? and j.fence = ? and j.state <= 3
               and j.due <= utc_timestamp(6)""");
    ask =
        in(
            prefix,
            """
            update {prefix}semel_journal as j
               set state_since = case when j.state = 3 then j.state_since
                                      else utc_timestamp(6) end,
                   state = 3, fence = j.fence + 1,
                   due = timestampadd(microsecond, 1000 * ?, utc_timestamp(6))
             where j.id = ? and j.fence = ? and j.state <= 3
               and j.due <= utc_timestamp(6)""");
    leave =
        in(
            prefix,
            """
            update {prefix}semel_journal as j
               set state = ?,
                   due = timestampadd(microsecond, 1000 * ?, utc_timestamp(6)),
                   why = ?, first_sent = case when ? then null else j.first_sent end,
                   state_since = utc_timestamp(6)
             where j.id = ? and j.fence = ? and j.state <= 4""");
    finish =
        in(
            prefix,
            """
            update {prefix}semel_journal as j
               set state = ?, fence = j.fence + 1, due = null,
                   reference = coalesce(?, j.reference), why = ?,
                   state_since = utc_timestamp(6)
             where j.id = ? and j.fence = ? and j.state <= 4""");
    tell =
        in(
            prefix,
            """
            insert into {prefix}semel_journal_evidence (journal_id, at, source, says, detail)
            values (?, utc_timestamp(6), ?, ?, ?)""");
    evidence =
        in(
            prefix,
            """
            select timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', at) as at,
                   source, says, detail
              from {prefix}semel_journal_evidence
             where journal_id = ?
             order by number""");
    due =
        in(
            prefix,
            """
            select id
              from {prefix}semel_journal
             where scope = ? and due <= utc_timestamp(6)
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
    settled =
        in(
            prefix,
            """
            select j.id
              from {prefix}semel_journal as j
             where j.scope = ? and j.state >= 5
               and j.state_since < (
                   select timestampadd(second, -s.horizon_seconds, utc_timestamp(6))
                     from {prefix}semel_scope as s
                    where s.id = ?)
             order by j.state_since
             limit ?""");
    delete = in(prefix, "delete from {prefix}semel_journal where id = ? and state >= 5");
    deleteEvidence = in(prefix, "delete from {prefix}semel_journal_evidence where journal_id = ?");
  }

  private static String in(String prefix, String statement) {
    return statement.replace("{columns}", COLUMNS).replace("{prefix}", prefix);
  }

  @Override
  public boolean add(Connection c, NewEntry entry) throws SQLException {
    try {
      return Jdbc.update(c, add, bind -> fill(bind, entry)) == 1;
    } catch (SQLException e) {
      if (Fault.of(e) == Fault.DUPLICATE) {
        return false;
      }
      throw e;
    }
  }

  private static void fill(Bind bind, NewEntry entry) throws SQLException {
    EntryState state = entry.started() ? EntryState.STARTED : EntryState.PREPARED;
    bind.uuidBytes(entry.id())
        .integer(entry.scope())
        .text(entry.key())
        .integer(entry.generation())
        .integer(state.code())
        .number(entry.lease().toMillis())
        .content(entry.request())
        .uuidBytes(entry.fingerprint())
        .integer(entry.started() ? 1 : 0)
        .flag(entry.started())
        .flag(entry.started());
    millis(bind, entry.sendWithin());
  }

  @Override
  public @Nullable Entry read(Connection c, UUID id) throws SQLException {
    return Jdbc.first(c, read, bind -> bind.uuidBytes(id), MariaDbJournal::entryOf);
  }

  @Override
  public @Nullable UUID find(Connection c, int scope, String reference) throws SQLException {
    return Jdbc.first(
        c, find, bind -> bind.integer(scope).text(reference), row -> Uuids.of(row.getBytes("id")));
  }

  @Override
  public boolean takeUp(Connection c, UUID id, long fence, Duration lease, boolean sending)
      throws SQLException {
    return Jdbc.update(
            c,
            sending ? send : ask,
            bind -> bind.number(lease.toMillis()).uuidBytes(id).number(fence))
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
                millis(bind.integer(state.code()), in)
                    .text(why)
                    .flag(state == EntryState.PREPARED)
                    .uuidBytes(id)
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
            bind ->
                bind.integer(state.code()).text(reference).text(why).uuidBytes(id).number(fence))
        == 1;
  }

  @Override
  public void tell(Connection c, UUID id, String source, String says, @Nullable String detail)
      throws SQLException {
    Jdbc.update(c, tell, bind -> bind.uuidBytes(id).text(source).text(says).text(detail));
  }

  @Override
  public List<Evidence> evidence(Connection c, UUID id) throws SQLException {
    return Jdbc.all(
        c,
        evidence,
        bind -> bind.uuidBytes(id),
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
        row -> Uuids.of(row.getBytes("id")));
  }

  @Override
  public List<Entry> in(Connection c, int scope, EntryState state, int entriesMax)
      throws SQLException {
    return Jdbc.all(
        c,
        in,
        bind -> bind.integer(scope).integer(state.code()).integer(entriesMax),
        MariaDbJournal::entryOf);
  }

  @Override
  public int deleteSettled(Connection c, int scope, int entriesMax) throws SQLException {
    List<UUID> ids =
        Jdbc.all(
            c,
            settled,
            bind -> bind.integer(scope).integer(scope).integer(entriesMax),
            row -> Uuids.of(row.getBytes("id")));
    int deleted = 0;
    for (UUID id : ids) {
      deleted += Jdbc.update(c, delete, bind -> bind.uuidBytes(id));
      Jdbc.update(c, deleteEvidence, bind -> bind.uuidBytes(id));
    }
    return deleted;
  }

  /** Null adds nothing to no time, which is no time. */
  private static Bind millis(Bind bind, @Nullable Duration time) throws SQLException {
    return time == null ? bind.noNumber() : bind.number(time.toMillis());
  }

  private static Entry entryOf(ResultSet row) throws SQLException {
    return new Entry(
        Uuids.of(row.getBytes("id")),
        row.getInt("scope"),
        row.getString("key_text"),
        row.getInt("generation"),
        EntryState.of(row.getInt("state")),
        row.getLong("fence"),
        instant(row, "due"),
        new Content(row.getString("request_type"), row.getBytes("request")),
        Uuids.of(row.getBytes("fingerprint")),
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
    long micros = row.getLong(column);
    return row.wasNull() ? null : Micros.instant(micros);
  }

  private static Instant instantAlways(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(instant(row, column), column);
  }
}
