// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import dev.semel.Handover;
import dev.semel.Key;
import dev.semel.Message;
import dev.semel.Outbox;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.spi.MemoryPublisher;
import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import dev.semel.spi.RelayEvent;
import dev.semel.spi.SemelListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** The code in the documents of the outbox, compiled and run by {@link OutboxDocTest}. */
final class OutboxSnippets {
  record Order(String id, long amount) {
    String json() {
      return "{\"order\":\"%s\",\"amount\":%d}".formatted(id, amount);
    }
  }

  static final class Orders {
    void insert(Connection connection, Order order) throws SQLException {
      try (PreparedStatement insert =
          connection.prepareStatement("insert into orders (id, amount) values (?, ?)")) {
        insert.setString(1, order.id());
        insert.setLong(2, order.amount());
        insert.executeUpdate();
      }
    }
  }

  /** What this thread is doing, as tracing libraries know it. */
  static final class Tracing {
    private Tracing() {}

    static Map<String, String> current() {
      return Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }
  }

  private final Orders orders = new Orders();

  Relay hello(Semel semel, Publisher publisher, Order order) throws SQLException {
    // tag::hello[]
    semel.once(
        Key.of("place-order", order.id()),
        tx -> {
          orders.insert(tx.connection(), order);
          tx.publish(Message.to("orders").key(order.id()).body(order.json()));
        });

    Relay relay = semel.relay().to(publisher).start(); // in any process, in as many as you like
    // end::hello[]
    return relay;
  }

  void caller(Semel semel, DataSource dataSource, Order order) throws SQLException {
    // tag::caller[]
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      orders.insert(connection, order); // locks what the message is about
      semel.outbox().publish(connection, Message.to("orders").key(order.id()).body(order.json()));
      connection.commit();
    }
    // end::caller[]
  }

  void batch(Semel semel, List<Order> incoming) {
    // tag::batch[]
    semel
        .batch("place-order", incoming)
        .keyedBy(Order::id)
        .apply(
            (tx, order) -> {
              tx.add("insert into orders (id, amount) values (?, ?)", order.id(), order.amount());
              tx.publish(Message.to("orders").key(order.id()).body(order.json()));
            });
    // end::batch[]
  }

  Message message(Order order, Instant dueAt) {
    // tag::message[]
    Message reminder =
        Message.to("reminders") // the destination: 1 to 249 visible ASCII characters
            .key(order.id()) // messages of one topic and key keep their order; may be left out
            .named("reminder") // which of the messages of this effect it is, for its derived id
            .type("order.reminder.due") // ce_type; the topic by default
            .contentType("application/json")
            .header("tenant", "acme")
            .notBefore(dueAt)
            .deliverBy(dueAt.plus(Duration.ofHours(2)))
            .body(order.json());
    // end::message[]
    return reminder;
  }

  void receive(Semel semel, OutgoingMessage message) throws SQLException {
    // tag::receive[]
    semel.once(
        Key.of("billing", message.id()).over(message.body()),
        tx -> tx.add("insert into invoice (order_id) values (?)", message.key()));
    // end::receive[]
  }

  Semel trace(DataSource dataSource) {
    // tag::trace[]
    Semel semel =
        Semel.with(dataSource)
            .source("/shop/orders") // ce_source: who publishes
            .headers(Tracing::current) // traceparent, tracestate: asked when a message is published
            .build();
    // end::trace[]
    return semel;
  }

  // tag::publisher[]
  /** Posts each message to a URL. Thread-safe. */
  record Webhook(HttpClient http, URI url) implements Publisher {
    @Override
    public void publish(List<OutgoingMessage> batch, Answers answers) {
      for (int i = 0; i < batch.size(); i++) {
        int index = i;
        http.sendAsync(request(batch.get(i)), BodyHandlers.discarding())
            .whenComplete(
                (response, lost) -> {
                  if (lost != null) {
                    answers.unknown(index, lost);
                  } else {
                    answer(response, answers, index);
                  }
                });
      }
    }

    private static void answer(HttpResponse<Void> response, Answers answers, int index) {
      int status = response.statusCode();
      if (status < 300) {
        answers.taken(index);
      } else if (status == 429) {
        answers.failed(index, new IllegalStateException("too many requests"));
      } else if (status < 500) {
        answers.refused(index, "answered " + status);
      } else {
        answers.unknown(index, new IllegalStateException("answered " + status));
      }
    }

    private HttpRequest request(OutgoingMessage message) {
      HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10));
      message.headers().forEach((name, value) -> request.header(name.replace('_', '-'), value));
      if (message.contentType() != null) {
        request.header("content-type", message.contentType());
      }
      return request.POST(BodyPublishers.ofByteArray(message.body())).build();
    }
  }

  // end::publisher[]

  Relay settings(Semel semel, Publisher publisher) {
    // tag::settings[]
    Relay relay =
        semel
            .relay()
            .to(publisher)
            .named("relay")
            .share(0, 2)
            .batchSizeMax(500)
            .lease(Duration.ofSeconds(3))
            .answerWithin(Duration.ofSeconds(30))
            .attemptsMax(10)
            .retryingAfter(Duration.ofSeconds(1), Duration.ofMinutes(5))
            .onRefusal(Relay.OnRefusal.PARK_KEY)
            .start();
    // end::settings[]
    return relay;
  }

  void desk(Semel semel, String repaired, String hopeless) {
    // tag::desk[]
    Outbox outbox = semel.outbox();
    List<Outbox.Parked> parked = outbox.parked("relay", 100); // with error, attempts, who is behind
    outbox.retry("relay", repaired); // the same id; those behind it follow
    outbox.skip("relay", hopeless, "the customer is gone, ticket 4711"); // kept with its reason
    outbox.pause("relay", "the broker moves tonight"); // in all processes
    outbox.resume("relay"); // or relay.pause(...) and relay.resume(), where one has it in hand
    List<Outbox.Standing> standings = outbox.relays(); // backlog, oldest, horizon, parked, expired
    // end::desk[]
    report(parked, standings);
  }

  private static void report(List<Outbox.Parked> parked, List<Outbox.Standing> standings) {
    System.out.println(parked + " " + standings);
  }

  SemelListener listener(AtomicLong sent, List<String> alarms) {
    // tag::listener[]
    SemelListener listener =
        event -> {
          if (event instanceof RelayEvent.Sent took) {
            sent.addAndGet(took.messages());
          } else if (event instanceof RelayEvent.Refused refused) {
            alarms.add("%s is parked: %s".formatted(refused.messageId(), refused.reason()));
          }
        };
    // end::listener[]
    return listener;
  }

  List<OutgoingMessage> test(Semel semel) {
    // tag::test[]
    MemoryPublisher published = new MemoryPublisher();
    try (Relay relay = semel.relay().to(published).build()) {
      relay.runOnce(); // on this thread, until there is nothing left
    }
    List<OutgoingMessage> messages = published.taken();
    // end::test[]
    return messages;
  }

  Relay handover(Semel semel) {
    // tag::handover[]
    Handover handover =
        Handover.in(semel)
            .on("orders", "billing", (tx, order) -> invoice(tx, order))
            .on("orders", "stock", (tx, order) -> reserve(tx, order));

    Relay relay = semel.relay().to(handover).start();
    // end::handover[]
    return relay;
  }

  private static void invoice(Tx tx, OutgoingMessage order) {
    tx.add("insert into invoice (order_id) values (?)", order.key());
  }

  private static void reserve(Tx tx, OutgoingMessage order) {
    tx.publish(Message.to("stock").key(String.valueOf(order.key())).body("reserved"));
  }

  Relay nowhere(Semel semel) {
    // tag::nowhere[]
    Relay marker =
        semel.relay().named("debezium").to((batch, answers) -> answers.takenAll()).start();
    // end::nowhere[]
    return marker;
  }
}
