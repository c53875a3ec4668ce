// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.semel.Message;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A message that moves money. Its effect is one row and a sum, neither with a unique key, so that
 * whatever happens twice is seen twice.
 *
 * @param sequence its place among the payments of the account, from 1
 */
record Payment(int account, long sequence, long amount) {
  private static final String SOURCE = "till";

  static Payment of(int account, long sequence) {
    return new Payment(account, sequence, 1 + (31L * account + 17 * sequence) % 97);
  }

  /** What is in a record. */
  static Payment in(byte[] body) {
    String[] part = new String(body, UTF_8).split(" ");
    return new Payment(Integer.parseInt(part[0]), Long.parseLong(part[1]), Long.parseLong(part[2]));
  }

  /** What a record is called by the one who sent it. */
  static String idIn(ConsumerRecord<?, ?> message) {
    return new String(message.headers().lastHeader("ce_id").value(), UTF_8);
  }

  /** The same out of an identity of CloudEvents. */
  static String idIn(String sourceAndId) {
    return sourceAndId.substring(sourceAndId.indexOf('|') + 1);
  }

  String id() {
    return account + "-" + sequence;
  }

  /** Whether nobody may pay this, where somebody looks; such a payment is parked at last. */
  boolean isUnpayable() {
    return account < 3 && sequence % 20 == 10;
  }

  /** The same record each time it is sent: key is the account, the identity stands in headers. */
  ProducerRecord<byte[], byte[]> to(String topic) {
    List<Header> headers =
        List.of(
            new RecordHeader("ce_specversion", "1.0".getBytes(UTF_8)),
            new RecordHeader("ce_source", SOURCE.getBytes(UTF_8)),
            new RecordHeader("ce_id", id().getBytes(UTF_8)));
    byte[] key = Integer.toString(account).getBytes(UTF_8);
    return new ProducerRecord<>(topic, null, key, text().getBytes(UTF_8), headers);
  }

  /** What is told to others about the effect. */
  Message receipt(String topic) {
    return Message.to(topic).key(Integer.toString(account)).body(text());
  }

  private String text() {
    return account + " " + sequence + " " + amount;
  }

  /** The effect; the row of the account is locked first, so places are in the order of commits. */
  void apply(Connection c, String appliedBy) throws SQLException {
    String place =
        Sql.text(
            c,
            "update account set balance = balance + ?, effects = effects + 1 where id = ?"
                + " returning effects",
            amount,
            account);
    Sql.run(
        c,
        "insert into effect (id, account, sequence, amount, place, applied_by)"
            + " values (?, ?, ?, ?, ?, ?)",
        id(),
        account,
        sequence,
        amount,
        Long.parseLong(place),
        appliedBy);
  }
}
