// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.recipe.CompareAndSet;
import dev.semel.recipe.Positions;
import dev.semel.recipe.Projection;
import dev.semel.recipe.Upsert;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The code in {@code docs/idempotent-effects.md}. */
final class IdempotentEffectsSnippets {
  private IdempotentEffectsSnippets() {}

  record AccountChanged(String id, long version, String owner, int balance) {}

  record Delivery(String id, AccountChanged event) {}

  record Message(long offset, int amount) {}

  static void upsert(Connection connection, AccountChanged event) {
    // tag::upsert[]
    Upsert view = Upsert.into("account_view").key("id").version("version").set("owner", "balance");

    Upsert.Answer answer =
        view.apply(connection, event.id(), event.version(), event.owner(), event.balance());
    // end::upsert[]
    if (answer == null) {
      throw new IllegalStateException();
    }
  }

  static void batch(Semel semel, Upsert view, List<Delivery> deliveries) {
    // tag::batch[]
    semel
        .batch("account-view", deliveries)
        .keyedBy(Delivery::id)
        .apply(
            (tx, delivery) -> {
              AccountChanged event = delivery.event();
              view.add(tx, event.id(), event.version(), event.owner(), event.balance());
            });
    // end::batch[]
  }

  static String compare(Connection connection, int orderId) {
    // tag::compare[]
    CompareAndSet order = CompareAndSet.in("orders").key("id").version("version").set("status");

    CompareAndSet.Answer<Long> answer = order.attempt(connection, orderId, 7, "PAID");
    if (answer instanceof CompareAndSet.Answer.Conflict<Long> conflict) {
      return "somebody was faster, the order is at version " + conflict.actual();
    }
    // end::compare[]
    return answer.toString();
  }

  static void value(Connection connection, int orderId) {
    // tag::value[]
    CompareAndSet.OfValue status = CompareAndSet.in("orders").key("id").value("status");

    status.apply(connection, orderId, "PAID", "SENT");
    // end::value[]
  }

  static void project(Connection connection, String account, long sequence, byte[] body)
      throws SQLException {
    // tag::projection[]
    Projection<SQLException> balances =
        Projection.of("balances", (tx, event) -> book(tx, event.stream(), event.body()));

    balances.deliver(connection, account, sequence, body);
    connection.commit();
    // end::projection[]
  }

  static void position(Connection connection, String topicId, int partition, Message message)
      throws SQLException {
    // tag::position[]
    Positions.Lane lane = Positions.of("billing").lane("payments", topicId, partition);

    lane.once(connection, message.offset(), tx -> insert(tx.connection(), message));
    connection.commit();
    // end::position[]
  }

  static void positions(Connection connection, Positions.Lane lane, List<Message> polled)
      throws SQLException {
    // tag::claim[]
    List<Long> fresh = lane.claim(connection, polled.stream().map(Message::offset).toList());
    for (Message message : polled) {
      if (fresh.contains(message.offset())) {
        insert(connection, message);
      }
    }
    connection.commit();
    // end::claim[]
  }

  private static void book(Tx tx, String account, byte[] body) throws SQLException {
    run(
        tx.connection(),
        "update account_view set balance = balance + ? where id = ?",
        (int) body[0],
        account);
  }

  private static void insert(Connection connection, Message message) throws SQLException {
    run(connection, "insert into payment (amount) values (?)", message.amount());
  }

  private static void run(Connection connection, String sql, Object... args) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < args.length; i++) {
        statement.setObject(i + 1, args[i]);
      }
      statement.execute();
    }
  }
}
