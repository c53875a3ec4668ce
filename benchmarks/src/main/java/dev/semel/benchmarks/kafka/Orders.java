// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.kafka;

import dev.semel.benchmarks.Rig;
import dev.semel.benchmarks.WrongCellException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Messages that wait in the outbox, and the same as records for whoever sends them by hand. Their
 * numbers count from 1. For one thread.
 */
final class Orders {
  static final String TOPIC = "orders";
  static final int BODY_BYTES = 300;

  private static final int KEYS = 10_000;
  private static final int ROWS_PER_TRANSACTION = 1_000;

  private final Rig rig;
  private List<String> keys = List.of();

  Orders(Rig rig) {
    this.rig = rig;
  }

  int count() {
    return keys.size();
  }

  /** Writes them anew, so many, with their keys in no order. */
  void fill(DataSource dataSource, int wanted) throws SQLException {
    clear();
    for (int from = 1; from <= wanted; from += ROWS_PER_TRANSACTION) {
      int to = Math.min(wanted, from + ROWS_PER_TRANSACTION - 1);
      rig.run(
          """
          insert into semel_outbox
                 (slot, lane, message_id, topic, key, content_type, body)
          select mod(floor(extract(epoch from clock_timestamp()) / 86400)::bigint, 16), mod(n, 1024),
                 lpad(to_hex(n), 32, '0')::uuid, '%s', 'order-' || mod(abs(hashint4(n)), %d),
                 'application/json',
                 convert_to(rpad(n || ';', %d, 'x'), 'UTF8')
            from generate_series(%d, %d) as n"""
              .formatted(TOPIC, KEYS, BODY_BYTES, from, to));
    }
    rig.run("vacuum analyze semel_outbox");
    keys = keys(dataSource, wanted);
  }

  private static List<String> keys(DataSource dataSource, int wanted) throws SQLException {
    List<String> keys = new ArrayList<>(wanted);
    try (Connection c = dataSource.getConnection();
        Statement statement = c.createStatement();
        ResultSet rows =
            statement.executeQuery("select key from semel_outbox order by message_id")) {
      while (rows.next()) {
        keys.add(rows.getString(1));
      }
    }
    return keys;
  }

  /** Leaves nothing in the outbox. */
  void clear() throws SQLException {
    rig.run("truncate semel_outbox, semel_relay, semel_outbox_held");
  }

  /** What the relay makes of a message, made by hand. */
  ProducerRecord<byte[], byte[]> made(String topic, int number) {
    String body = number + ";";
    ProducerRecord<byte[], byte[]> made =
        new ProducerRecord<>(
            topic,
            bytes(keys.get(number - 1)),
            bytes(body + "x".repeat(BODY_BYTES - body.length())));
    made.headers()
        .add("ce_id", bytes("00000000-0000-0000-0000-%012x".formatted(number)))
        .add("ce_specversion", bytes("1.0"))
        .add("ce_source", bytes("/semel"))
        .add("ce_type", bytes(TOPIC))
        .add("ce_time", bytes("2026-01-01T00:00:00.000000Z"))
        .add("content-type", bytes("application/json"));
    return made;
  }

  /** All that were expected and nothing else, with their keys, and each key in order. */
  void check(Iterable<ConsumerRecord<byte[], byte[]>> arrived) throws WrongCellException {
    BitSet seen = new BitSet();
    Map<String, Integer> last = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> one : arrived) {
      int number = number(one.value());
      String key = new String(one.key(), StandardCharsets.UTF_8);
      String due = keys.get(number - 1);
      if (seen.get(number)
          || !key.equals(due)
          || one.value().length != BODY_BYTES
          || last.getOrDefault(key, 0) > number) {
        throw new WrongCellException(
            "message %d of %s came %s; as %s, with %d bytes, after message %d of its key"
                .formatted(
                    number,
                    due,
                    seen.get(number) ? "twice" : "once",
                    key,
                    one.value().length,
                    last.getOrDefault(key, 0)));
      }
      seen.set(number);
      last.put(key, number);
    }
    if (seen.cardinality() != count() || seen.length() != count() + 1) {
      throw new WrongCellException("%d of %d came".formatted(seen.cardinality(), count()));
    }
  }

  private static int number(byte[] body) {
    int number = 0;
    for (int i = 0; body[i] != ';'; i++) {
      number = number * 10 + (body[i] - '0');
    }
    return number;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
