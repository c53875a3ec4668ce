// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import dev.semel.benchmarks.Rig;
import java.sql.SQLException;

/**
 * The same messages three times: in Semel's log, in a plain table to be read by a cursor and in a
 * table that is a queue. Their ids count from 1. For one thread.
 */
final class Backlog {
  static final int BODY_BYTES = 300;

  private static final int ROWS_PER_TRANSACTION = 1_000;

  private final Rig rig;
  private int rows;

  Backlog(Rig rig) throws SQLException {
    this.rig = rig;
    rig.run(
        """
        create table by_hand_log (like semel_outbox including defaults);
        create index by_hand_log_order on by_hand_log (stamp, id);
        create table by_hand_cursor (stamp xid8 not null, id bigint not null)
               with (fillfactor = 50);
        insert into by_hand_cursor values ('0', 0);
        create table by_hand_queue (like semel_outbox including defaults, primary key (id))""");
  }

  int rows() {
    return rows;
  }

  /** Makes the backlog larger, in transactions of a thousand rows. */
  void growTo(int wanted) throws SQLException {
    rig.run("truncate by_hand_log");
    for (int from = rows + 1; from <= wanted; from += ROWS_PER_TRANSACTION) {
      int to = Math.min(wanted, from + ROWS_PER_TRANSACTION - 1);
      rig.run(
          """
          insert into semel_outbox
                 (slot, lane, message_id, topic, key, content_type, body)
          select mod(floor(extract(epoch from clock_timestamp()) / 86400)::bigint, 16), mod(n, 1024),
                 lpad(to_hex(n), 32, '0')::uuid, 'orders', 'order-' || mod(n, 10000),
                 'application/json',
                 convert_to(rpad(n::text, %d, 'x'), 'UTF8')
            from generate_series(%d, %d) as n"""
              .formatted(BODY_BYTES, from, to));
    }
    rows = wanted;
    rig.run("insert into by_hand_log select * from semel_outbox as o order by o.stamp, o.id");
    rig.run("vacuum analyze semel_outbox, by_hand_log");
  }

  /** Puts the cursor of the plain table back to its beginning. */
  void rewind() throws SQLException {
    rig.run("update by_hand_cursor set stamp = '0', id = 0");
    rig.run("vacuum by_hand_cursor");
  }

  /** Fills the queue again. */
  void refill() throws SQLException {
    rig.run("truncate by_hand_queue");
    rig.run("insert into by_hand_queue select * from by_hand_log as o order by o.stamp, o.id");
    rig.run("vacuum analyze by_hand_queue");
  }

  /** Leaves nothing behind. */
  void drop() throws SQLException {
    rig.run("drop table by_hand_log, by_hand_cursor, by_hand_queue");
    rig.run("truncate semel_outbox, semel_relay, semel_outbox_held");
  }
}
