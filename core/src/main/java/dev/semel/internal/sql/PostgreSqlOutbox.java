// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The log on PostgreSQL: a ring of day slots, into which rows are only inserted, and which are
 * emptied as a whole. Immutable.
 */
public final class PostgreSqlOutbox implements OutboxSql {
  /** Day slots of the log. */
  static final int SLOTS = 16;

  private static final int DELETE_ROWS = 1_000;

  private final String[] insert = new String[SLOTS];
  private final String[] look = new String[SLOTS];
  private final String[] lock = new String[SLOTS];
  private final String[] truncate = new String[SLOTS];
  private final String[] delete = new String[SLOTS];

  PostgreSqlOutbox(String prefix) {
    for (int slot = 0; slot < SLOTS; slot++) {
      insert[slot] =
          in(
              prefix,
              slot,
              """
              insert into {prefix}semel_outbox_{table}
                     (slot, lane, message_id, message_name, topic, key, content_type, headers, body,
                      not_before, deliver_by)
              values ({slot}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
      // All rows of the slot are before its last one, so that one decides whether all were sent:
      // what
      // a relay has not sent is behind its cursor, or behind that of a destination which goes at
      // its
      // own pace. Rows two days apart are in one slot when the ring came round to it too early.
      // Until
      // a restored log is stamped anew, its last row may well not be the last.
      look[slot] =
          in(
              prefix,
              slot,
              """
              select (l.stamp, l.id) <= (f.stamp, f.id)
                       and l.created_at < pg_catalog.clock_timestamp()
                                          - pg_catalog.make_interval(secs => ?) as done,
                     e.created_at < l.created_at - interval '2 days' as wrapped,
                     f.stamp as far_stamp, f.id as far_id
                from (select o.stamp, o.id, o.created_at
                        from {prefix}semel_outbox_{table} as o
                       order by o.stamp desc, o.id desc
                       limit 1) as l
               cross join
                     (select o.created_at
                        from {prefix}semel_outbox_{table} as o
                       order by o.stamp, o.id
                       limit 1) as e
               cross join
                     (select r.stamp, r.id
                        from (select stamp, id from {prefix}semel_relay
                               union all
                              select stamp, id from {prefix}semel_relay_detached) as r
                       order by r.stamp, r.id
                       limit 1) as f
               where l.stamp < pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())
                 and exists (
                     select 1
                       from {prefix}semel_outbox_home as h, pg_catalog.pg_control_system() as c
                      where h.system_identifier = c.system_identifier)""");
      lock[slot] =
          in(
              prefix,
              slot,
              """
              set local lock_timeout = '100ms';
              lock table {prefix}semel_outbox_{table} in access exclusive mode""");
      truncate[slot] = in(prefix, slot, "truncate table {prefix}semel_outbox_{table}");
      delete[slot] =
          in(
              prefix,
              slot,
              """
              delete from {prefix}semel_outbox_{table}
               where ctid = any (array(
                     select o.ctid
                       from {prefix}semel_outbox_{table} as o
                      where (o.stamp, o.id) <= (?::xid8, ?)
                        and o.created_at < pg_catalog.clock_timestamp()
                                           - pg_catalog.make_interval(secs => ?)
                      order by o.stamp, o.id
                      limit ?))""");
    }
  }

  private static String in(String prefix, int slot, String statement) {
    return statement
        .replace("{prefix}", prefix)
        .replace("{slot}", Integer.toString(slot))
        .replace("{table}", PerSlot.digits(slot));
  }

  static int slot(long day) {
    return (int) Math.floorMod(day, (long) SLOTS);
  }

  @Override
  public void insert(Connection c, List<NewMessage> messages) throws SQLException {
    Map<Integer, List<NewMessage>> slots = new LinkedHashMap<>();
    for (NewMessage message : messages) {
      slots.computeIfAbsent(slot(message.day()), slot -> new ArrayList<>()).add(message);
    }
    for (Map.Entry<Integer, List<NewMessage>> slot : slots.entrySet()) {
      try (PreparedStatement statement = c.prepareStatement(insert[slot.getKey()])) {
        for (NewMessage message : slot.getValue()) {
          fill(new Bind(statement), message);
          if (messages.size() == 1) {
            statement.executeUpdate();
            return;
          }
          statement.addBatch();
        }
        statement.executeBatch();
      }
    }
  }

  /** The statement that adds a message, to travel with others. */
  String insert(NewMessage message) {
    return insert[slot(message.day())];
  }

  static Bind fill(Bind bind, NewMessage message) throws SQLException {
    return bind.integer(message.lane())
        .uuid(message.id())
        .text(message.name())
        .text(message.topic())
        .text(message.key())
        .text(message.contentType())
        .text(message.headers())
        .bytes(message.body())
        .instant(message.notBefore())
        .instant(message.deliverBy());
  }

  @Override
  public Emptied empty(Connection c, Duration keep, long rowsMax) throws SQLException {
    int slots = 0;
    long rows = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      Slot seen = look(c, slot, keep);
      c.commit();
      if (seen != null && seen.done()) {
        slots += truncate(c, slot, keep) ? 1 : 0;
      } else if (seen != null && seen.wrapped()) {
        rows += delete(c, slot, seen.far(), keep, rowsMax - rows);
      }
    }
    return new Emptied(slots, rows, rows > 0 && rows >= rowsMax);
  }

  private record Slot(boolean done, boolean wrapped, LogPosition far) {}

  /** Null if the slot is empty, or there is no relay that could be past it. */
  private @Nullable Slot look(Connection c, int slot, Duration keep) throws SQLException {
    return Jdbc.first(
        c,
        look[slot],
        bind -> bind.seconds(keep),
        row ->
            new Slot(
                row.getBoolean("done"),
                row.getBoolean("wrapped"),
                PostgreSqlRelay.position(row, "far_stamp", "far_id")));
  }

  /** Looks again when nobody can write any more. */
  private boolean truncate(Connection c, int slot, Duration keep) throws SQLException {
    try {
      Jdbc.run(c, lock[slot]);
      Slot seen = look(c, slot, keep);
      boolean done = seen != null && seen.done();
      if (done) {
        Jdbc.run(c, truncate[slot]);
      }
      c.commit();
      return done;
    } catch (SQLException e) {
      c.rollback();
      if (Fault.of(e) == Fault.LOCKED) {
        return false;
      }
      throw e;
    }
  }

  private long delete(Connection c, int slot, LogPosition far, Duration keep, long rowsMax)
      throws SQLException {
    long deleted = 0;
    int rows = DELETE_ROWS;
    while (rows == DELETE_ROWS && deleted < rowsMax) {
      rows =
          Jdbc.update(
              c,
              delete[slot],
              bind -> PostgreSqlRelay.bind(bind, far).seconds(keep).integer(DELETE_ROWS));
      c.commit();
      deleted += rows;
    }
    return deleted;
  }
}
