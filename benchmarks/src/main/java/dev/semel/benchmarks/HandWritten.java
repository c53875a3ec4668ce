// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/**
 * What one would write by hand, on the pool and the tables Semel has. It does only what the
 * benchmark needs: no retries, no waiting, no fingerprints. Thread-safe.
 */
final class HandWritten {
  static final String EFFECT = "update account set balance = balance + ? where id = ?";

  static final String TOPIC = "orders";
  static final byte[] BODY = "x".repeat(300).getBytes(StandardCharsets.UTF_8);

  private static final int SCOPE = 1_000_000;

  private static final String OPEN =
      """
      select pg_try_advisory_xact_lock(?), set_config('semel.tx', ?, true), l.state, l.result
        from (values (1)) as one
        left join semel_ledger_64 as l on l.slot = 64 and l.scope = ? and l.key_id = ?""";

  private static final String SEAL =
      """
      insert into semel_ledger_64 (slot, scope, key_id, state, state_since)
      values (64, ?, ?, 2, case when current_setting('semel.tx', true) = ?
                                then clock_timestamp() end);
      commit""";

  private static final String INSERT =
      """
      insert into semel_ledger_64 (slot, scope, key_id, state, state_since)
      values (64, ?, ?, 2, clock_timestamp())""";

  private static final String INSERT_AND_COMMIT = INSERT + ";\ncommit";

  private static final String CLAIM_ALL =
      """
      insert into semel_ledger_64 (slot, scope, key_id, state, state_since)
      select 64, ?, k.key_id, 2, clock_timestamp() from unnest(?::uuid[]) as k (key_id)
          on conflict do nothing
      returning key_id""";

  private static final String PUBLISH =
      """
      insert into semel_outbox_00
             (slot, lane, message_id, topic, key, content_type, body)
      values (0, ?, ?, ?, ?, ?, ?)""";

  private final DataSource pool;

  HandWritten(DataSource pool) {
    this.pool = pool;
  }

  /** UPDATE; COMMIT: two round trips, and a message that comes twice is applied twice. */
  void withoutDedup(Message message) throws SQLException {
    try (Connection c = pool.getConnection()) {
      c.setAutoCommit(false);
      effect(c, message);
      c.commit();
    }
  }

  /** INSERT; UPDATE; COMMIT: the form in the books, three round trips. */
  void classical(Message message) throws SQLException {
    try (Connection c = pool.getConnection()) {
      c.setAutoCommit(false);
      insert(c, INSERT, message);
      effect(c, message);
      c.commit();
    }
  }

  /** Lock and look; UPDATE; INSERT with COMMIT: three round trips, a duplicate costs one. */
  void firstCheck(Message message) throws SQLException {
    try (Connection c = pool.getConnection()) {
      c.setAutoCommit(false);
      String token = Long.toString(ThreadLocalRandom.current().nextLong());
      if (isNew(c, message, token)) {
        effect(c, message);
        seal(c, message, token);
      } else {
        c.rollback();
      }
    }
  }

  /** The same with a row for the outbox: four round trips. */
  void firstCheckAndMessage(Message message) throws SQLException {
    try (Connection c = pool.getConnection()) {
      c.setAutoCommit(false);
      String token = Long.toString(ThreadLocalRandom.current().nextLong());
      if (isNew(c, message, token)) {
        effect(c, message);
        publish(c, message);
        seal(c, message, token);
      } else {
        c.rollback();
      }
    }
  }

  /** UPDATE; INSERT with COMMIT: two round trips; a duplicate fails at the key. */
  void lastCheck(Message message) throws SQLException {
    try (Connection c = pool.getConnection()) {
      c.setAutoCommit(false);
      effect(c, message);
      insert(c, INSERT_AND_COMMIT, message);
    }
  }

  /** INSERT of all; the new ones' UPDATEs as one JDBC batch; COMMIT. */
  void batch(List<Message> messages) throws SQLException {
    try (Connection c = pool.getConnection()) {
      c.setAutoCommit(false);
      Set<UUID> claimed = claim(c, messages);
      try (PreparedStatement update = c.prepareStatement(EFFECT)) {
        for (Message message : messages) {
          if (claimed.contains(message.id())) {
            update.setLong(1, 1);
            update.setInt(2, message.account());
            update.addBatch();
          }
        }
        update.executeBatch();
      }
      c.commit();
    }
  }

  static void effect(Connection c, Message message) throws SQLException {
    try (PreparedStatement update = c.prepareStatement(EFFECT)) {
      update.setLong(1, 1);
      update.setInt(2, message.account());
      update.executeUpdate();
    }
  }

  private static void publish(Connection c, Message message) throws SQLException {
    try (PreparedStatement publish = c.prepareStatement(PUBLISH)) {
      publish.setInt(1, message.account() % 1024);
      publish.setObject(2, message.id());
      publish.setString(3, TOPIC);
      publish.setString(4, Integer.toString(message.account()));
      publish.setString(5, "application/json");
      publish.setBytes(6, BODY);
      publish.executeUpdate();
    }
  }

  private static boolean isNew(Connection c, Message message, String token) throws SQLException {
    UUID id = message.id();
    try (PreparedStatement open = c.prepareStatement(OPEN)) {
      open.setLong(1, id.getMostSignificantBits() ^ id.getLeastSignificantBits());
      open.setString(2, token);
      open.setInt(3, SCOPE);
      open.setObject(4, id);
      try (ResultSet row = open.executeQuery()) {
        row.next();
        boolean unknown = row.getObject(3) == null;
        if (unknown && !row.getBoolean(1)) {
          throw new IllegalStateException("somebody else is at " + id);
        }
        return unknown;
      }
    }
  }

  private static void seal(Connection c, Message message, String token) throws SQLException {
    try (PreparedStatement seal = c.prepareStatement(SEAL)) {
      seal.setInt(1, SCOPE);
      seal.setObject(2, message.id());
      seal.setString(3, token);
      seal.execute();
    }
  }

  private static void insert(Connection c, String sql, Message message) throws SQLException {
    try (PreparedStatement insert = c.prepareStatement(sql)) {
      insert.setInt(1, SCOPE);
      insert.setObject(2, message.id());
      insert.execute();
    }
  }

  private static Set<UUID> claim(Connection c, List<Message> messages) throws SQLException {
    Array ids = c.createArrayOf("uuid", messages.stream().map(Message::id).sorted().toArray());
    try (PreparedStatement claim = c.prepareStatement(CLAIM_ALL)) {
      claim.setInt(1, SCOPE);
      claim.setArray(2, ids);
      Set<UUID> claimed = new HashSet<>();
      try (ResultSet rows = claim.executeQuery()) {
        while (rows.next()) {
          claimed.add(rows.getObject(1, UUID.class));
        }
      }
      return claimed;
    }
  }
}
