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

/** The journal on H2. Immutable. */
public final class H2Journal implements JournalSql {
  private static final String COLUMNS =
      """
      j.id, j.scope, j.key_text, j.generation, j.state, j.fence, j.due, j.request_type, j.request,
             j.fingerprint, j.attempts, j.first_sent, j.last_sent, j.send_before, j.reference,
             j.why, j.created, j.state_since, current_timestamp as now""";

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

  H2Journal(String prefix) {
    add =
        in(
            prefix,
            """
            insert into {prefix}semel_journal
                   (id, scope, key_text, generation, state, fence, due, request_type, request,
                    fingerprint, attempts, first_sent, last_sent, send_before, created,
                    state_since)
            values (?, ?, ?, ?, ?, 1, dateadd(millisecond, ?, current_timestamp), ?, ?, ?, ?,
                    case when ? then current_timestamp end,
                    case when ? then current_timestamp end,
                    dateadd(millisecond, ?, current_timestamp), current_timestamp,
                    current_timestamp)""");
    read = in(prefix, "select {columns} from {prefix}semel_journal as j where j.id = ?");
    find = in(prefix, "select id from {prefix}semel_journal where scope = ? and reference = ?");
    send =
        in(
            prefix,
            """
            update {prefix}semel_journal as j
               set state_since = case when j.state = 2 then j.state_since
                                      else current_timestamp end,
                   state = 2, fence = j.fence + 1, attempts = j.attempts + 1,
                   due = dateadd(millisecond, ?, current_timestamp),
                   first_sent = coalesce(j.first_sent, current_timestamp),
                   last_sent = current_timestamp
             where j.id = ? and j.fence = ? and j.state <= 3
               and j.due <= current_timestamp""");
    ask =
        in(
            prefix,
            """
            update {prefix}semel_journal as j
               set state_since = case when j.state = 3 then j.state_since
                                      else current_timestamp end,
                   state = 3, fence = j.fence + 1,
                   due = dateadd(millisecond, ?, current_timestamp)
             where j.id = ? and j.fence = ? and j.state <= 3
               and j.due <= current_timestamp""");
    leave =
        in(
            prefix,
            """
            update {prefix}semel_journal as j
               set state = ?,
                   due = dateadd(millisecond, ?, current_timestamp),
                   why = ?, first_sent = case when ? then null else j.first_sent end,
                   state_since = current_timestamp
             where j.id = ? and j.fence = ? and j.state <= 4""");
    finish =
        in(
            prefix,
            """
            update {prefix}semel_journal as j
               set state = ?, fence = j.fence + 1, due = null,
                   reference = coalesce(?, j.reference), why = ?,
                   state_since = current_timestamp
             where j.id = ? and j.fence = ? and j.state <= 4""");
    tell =
        in(
            prefix,
            """
            insert into {prefix}semel_journal_evidence (journal_id, at, source, says, detail)
            values (?, current_timestamp, ?, ?, ?)""");
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
             where scope = ? and due <= current_timestamp
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
                   select dateadd(second, -s.horizon_seconds, current_timestamp)
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
    bind.uuid(entry.id())
        .integer(entry.scope())
        .text(entry.key())
        .integer(entry.generation())
        .integer(state.code())
        .number(entry.lease().toMillis())
        .content(entry.request())
        .uuid(entry.fingerprint())
        .integer(entry.started() ? 1 : 0)
        .flag(entry.started())
        .flag(entry.started());
    millis(bind, entry.sendWithin());
  }

  @Override
  public @Nullable Entry read(Connection c, UUID id) throws SQLException {
    return Jdbc.first(c, read, bind -> bind.uuid(id), H2Journal::entryOf);
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
    return Jdbc.update(
            c, sending ? send : ask, bind -> bind.number(lease.toMillis()).uuid(id).number(fence))
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
        H2Journal::entryOf);
  }

  @Override
  public int deleteSettled(Connection c, int scope, int entriesMax) throws SQLException {
    List<UUID> ids =
        Jdbc.all(
            c,
            settled,
            bind -> bind.integer(scope).integer(scope).integer(entriesMax),
            row -> row.getObject("id", UUID.class));
    int deleted = 0;
    for (UUID id : ids) {
      deleted += Jdbc.update(c, delete, bind -> bind.uuid(id));
      Jdbc.update(c, deleteEvidence, bind -> bind.uuid(id));
    }
    return deleted;
  }

  /** Null adds nothing to no time, which is no time. */
  private static Bind millis(Bind bind, @Nullable Duration time) throws SQLException {
    return time == null ? bind.noNumber() : bind.number(time.toMillis());
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
