// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.kafka;

import dev.semel.benchmarks.WrongCellException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The consumers one would write by hand, on the client itself and without a framework's price. They
 * do only what the benchmark needs: no retries, nothing held or parked, no order when something
 * fails, nothing for records without an id. For one thread.
 */
final class ByHand {
  static final String EFFECT = "update account set balance = balance + ? where id = ?";

  static final String TABLE =
      """
      create table by_hand_processed (
             consumer integer not null,
             message_id uuid not null,
             processed_at timestamptz not null default now(),
             primary key (consumer, message_id))""";

  private static final int CONSUMER = 1;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String CLAIM =
      """
      insert into by_hand_processed (consumer, message_id) values (?, ?)
          on conflict do nothing""";

  private static final String CLAIM_ALL =
      """
      insert into by_hand_processed (consumer, message_id)
      select ?, k.id from unnest(?::uuid[]) as k (id)
          on conflict do nothing
      returning message_id""";

  private final DataSource pool;
  private final String bootstrapServers;
  private final Payments payments;

  ByHand(DataSource pool, String bootstrapServers, Payments payments) {
    this.pool = pool;
    this.bootstrapServers = bootstrapServers;
    this.payments = payments;
  }

  /** A transaction per record: remember the id, the effect, commit. Offsets after each poll. */
  long oneByOne(int pollMax) throws SQLException, WrongCellException {
    return consume(
        pollMax,
        (consumer, records) -> {
          for (ConsumerRecord<byte[], byte[]> record : records) {
            one(record);
          }
          consumer.commitSync();
        });
  }

  /** A transaction per poll: the same for all of it at once. Offsets are committed behind it. */
  long batches(int pollMax) throws SQLException, WrongCellException {
    return consume(
        pollMax,
        (consumer, records) -> {
          batch(records);
          consumer.commitAsync();
        });
  }

  @FunctionalInterface
  private interface Applying {
    void apply(KafkaConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records)
        throws SQLException;
  }

  /** The time from the first records in hand to the end of the last commit. */
  private long consume(int pollMax, Applying applying) throws SQLException, WrongCellException {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "group.id",
            "by-hand",
            "enable.auto.commit",
            false,
            "max.poll.records",
            pollMax);
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(payments.partitions());
      consumer.seekToBeginning(payments.partitions());
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      long began = 0;
      for (int taken = 0; taken < payments.count(); ) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        if (!records.isEmpty()) {
          began = taken == 0 ? System.nanoTime() : began;
          applying.apply(consumer, records);
          taken += records.count();
        }
        if (System.nanoTime() - deadline > 0) {
          throw new WrongCellException("%d of %d records came".formatted(taken, payments.count()));
        }
      }
      return System.nanoTime() - began;
    }
  }

  private void one(ConsumerRecord<byte[], byte[]> record) throws SQLException {
    try (Connection c = pool.getConnection()) {
      c.setAutoCommit(false);
      if (claim(c, id(record))) {
        try (PreparedStatement update = c.prepareStatement(EFFECT)) {
          bind(update, record);
          update.executeUpdate();
        }
      }
      c.commit();
    }
  }

  private void batch(ConsumerRecords<byte[], byte[]> records) throws SQLException {
    try (Connection c = pool.getConnection()) {
      c.setAutoCommit(false);
      Set<UUID> claimed = claim(c, records);
      try (PreparedStatement update = c.prepareStatement(EFFECT)) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (claimed.remove(id(record))) {
            bind(update, record);
            update.addBatch();
          }
        }
        update.executeBatch();
      }
      c.commit();
    }
  }

  private static boolean claim(Connection c, UUID id) throws SQLException {
    try (PreparedStatement claim = c.prepareStatement(CLAIM)) {
      claim.setInt(1, CONSUMER);
      claim.setObject(2, id);
      return claim.executeUpdate() == 1;
    }
  }

  private static Set<UUID> claim(Connection c, ConsumerRecords<byte[], byte[]> records)
      throws SQLException {
    Object[] ids =
        StreamSupport.stream(records.spliterator(), false).map(ByHand::id).sorted().toArray();
    Array array = c.createArrayOf("uuid", ids);
    try (PreparedStatement claim = c.prepareStatement(CLAIM_ALL)) {
      claim.setInt(1, CONSUMER);
      claim.setArray(2, array);
      Set<UUID> claimed = new HashSet<>();
      try (ResultSet rows = claim.executeQuery()) {
        while (rows.next()) {
          claimed.add(rows.getObject(1, UUID.class));
        }
      }
      return claimed;
    }
  }

  private static UUID id(ConsumerRecord<byte[], byte[]> record) {
    byte[] id = record.headers().lastHeader("ce_id").value();
    return UUID.fromString(new String(id, StandardCharsets.UTF_8));
  }

  private static void bind(PreparedStatement update, ConsumerRecord<byte[], byte[]> record)
      throws SQLException {
    update.setLong(1, Payments.amount(record.value()));
    update.setInt(2, Integer.parseInt(new String(record.key(), StandardCharsets.UTF_8)));
  }
}
