// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import dev.semel.Codec;
import dev.semel.Key;
import dev.semel.Outcome;
import dev.semel.Schema;
import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.Sweeper;
import dev.semel.Tx;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** The code in the documents, compiled and run by {@link SnippetsTest}. */
final class ReadmeSnippets {
  record Event(UUID id, long amount, int account) {
    byte[] bytes() {
      return (amount + " to " + account).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  record Receipt(String text) {}

  static final class Orders {
    void insert(Connection connection, Event event) throws SQLException {
      try (PreparedStatement insert =
          connection.prepareStatement("insert into orders (id, amount) values (?, ?)")) {
        insert.setString(1, event.id().toString());
        insert.setLong(2, event.amount());
        insert.executeUpdate();
      }
    }
  }

  private final Codec<Receipt> receipts =
      new Codec<>() {
        @Override
        public String contentType() {
          return "text/plain";
        }

        @Override
        public byte[] encode(Receipt receipt) {
          return Codec.text().encode(receipt.text());
        }

        @Override
        public Receipt decode(String contentType, byte[] bytes) {
          return new Receipt(Codec.text().decode(contentType, bytes));
        }
      };

  private final Orders orders = new Orders();

  void hello(DataSource dataSource, Event event) throws SQLException {
    // tag::hello[]
    Semel semel = Semel.on(dataSource);

    semel.once(Key.of("billing", event.id()), tx -> orders.insert(tx.connection(), event));
    // end::hello[]
  }

  Receipt forms(Semel semel, Connection connection, Event event, List<Event> events)
      throws SQLException {
    // tag::forms[]
    // The result is stored; every later duplicate gets it. Other content is refused.
    Receipt receipt =
        semel.once(
            Key.of("charge", event.id()).over(event.bytes()), receipts, tx -> charge(tx, event));

    // Inside a transaction you own. Semel commits nothing and leaves it usable, whatever happens.
    semel.once(connection, Key.of("billing", event.id()), tx -> orders.insert(connection, event));

    // A hundred effects in one transaction, still one at a time as far as correctness goes.
    semel
        .batch("payments", events)
        .keyedBy(Event::id)
        .apply(
            (tx, e) ->
                tx.add(
                    "update account set balance = balance + ? where id = ?",
                    e.amount(),
                    e.account()));
    // end::forms[]
    return receipt;
  }

  private static Receipt charge(Tx tx, Event event) {
    tx.add(
        "update account set balance = balance - ? where id = ?", event.amount(), event.account());
    return new Receipt("charged " + event.amount());
  }

  void schema(DataSource dataSource) {
    // tag::schema[]
    Schema.of(dataSource).apply(); // for tests and small installations
    System.out.println(Schema.of(dataSource).print()); // for your migration tool
    // end::schema[]
  }

  String branch(Semel semel, Event event) throws SQLException {
    Key key = Key.of("branch", event.id());
    // tag::branch[]
    Outcome<Void> outcome = semel.attempt(key, tx -> orders.insert(tx.connection(), event));
    if (outcome instanceof Outcome.Done<Void> done) {
      return done.replayed() ? "a duplicate" : "applied";
    } else if (outcome instanceof Outcome.Busy<Void>) {
      return "somebody is at it: deliver it again later";
    } else if (outcome instanceof Outcome.Mismatch<Void> mismatch) {
      return "park it and raise an alarm: " + mismatch.reason();
    } else {
      return "unknown or forgotten: do not acknowledge, see the docs";
    }
    // end::branch[]
  }

  Semel retention(DataSource dataSource) {
    // tag::retention[]
    Semel semel =
        Semel.with(dataSource)
            .scope(
                Scope.named("orders")
                    .timed() // ids are UUIDv7 or ULID, and their time is true
                    .remembering(Duration.ofDays(30))
                    .redeliveredFor(Duration.ofDays(14)) // refused if longer than the memory
                    .whenForgotten(Scope.WhenForgotten.QUARANTINE))
            .build();
    // end::retention[]
    return semel;
  }

  void sweeper(Semel semel) {
    // tag::sweeper[]
    Sweeper sweeper = semel.sweeper().every(Duration.ofMinutes(10)).start();
    consumeUntilStopped();
    sweeper.close();
    // end::sweeper[]
  }

  private static void consumeUntilStopped() {}
}
