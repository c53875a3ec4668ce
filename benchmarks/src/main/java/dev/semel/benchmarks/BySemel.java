// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import dev.semel.Codec;
import dev.semel.Key;
import dev.semel.Semel;
import java.sql.SQLException;
import java.util.List;

/** The same work done by Semel, as its users write it. Thread-safe. */
final class BySemel {
  private static final String SCOPE = "benchmark";
  private static final Codec<String> RECEIPTS = Codec.text();

  private final Semel firstCheck;
  private final Semel lastCheck;

  BySemel(Semel semel) {
    this.firstCheck = semel;
    this.lastCheck = semel.optimistic();
  }

  void once(Message message) throws SQLException {
    firstCheck.once(key(message), tx -> HandWritten.effect(tx.connection(), message));
  }

  void onceOptimistic(Message message) throws SQLException {
    lastCheck.once(key(message), tx -> HandWritten.effect(tx.connection(), message));
  }

  void onceWithResult(Message message) throws SQLException {
    var unused =
        firstCheck.once(
            key(message),
            RECEIPTS,
            tx -> {
              HandWritten.effect(tx.connection(), message);
              return "receipt 0123456789";
            });
  }

  void onceWithMessage(Message message) throws SQLException {
    firstCheck.once(
        key(message),
        tx -> {
          HandWritten.effect(tx.connection(), message);
          tx.publish(
              dev.semel.Message.to(HandWritten.TOPIC)
                  .key(Integer.toString(message.account()))
                  .contentType("application/json")
                  .body(HandWritten.BODY));
        });
  }

  void batch(List<Message> messages) {
    var unused =
        firstCheck
            .batch(SCOPE, messages)
            .keyedBy(Message::id)
            .apply((tx, message) -> tx.add(HandWritten.EFFECT, 1L, message.account()));
  }

  private static Key key(Message message) {
    return Key.of(SCOPE, message.id());
  }
}
