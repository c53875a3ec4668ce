// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.semel.Key;
import dev.semel.Message;
import dev.semel.Outbox;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.spi.MemoryPublisher;
import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import dev.semel.spi.RelayEvent;
import dev.semel.spi.SemelEvent;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import dev.semel.verification.docs.OutboxSnippets.Order;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs what docs/outbox.md shows. */
class OutboxDocTest {
  private static final Path ROOT = Files.exists(Path.of("docs")) ? Path.of("") : Path.of("..");

  private final TestDatabase db = Server.POSTGRESQL_18.open();
  private final OutboxSnippets snippets = new OutboxSnippets();
  private final Order order = new Order("4711", 5);
  private Semel semel;

  @BeforeEach
  void tables() {
    Sql.run(db.raw(), "create table orders (id varchar(36) primary key, amount bigint)");
    Sql.run(db.raw(), "create table invoice (order_id varchar(36))");
    semel = Semel.on(db.dataSource());
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void hello_is_sent_and_what_was_rolled_back_is_not() throws Exception {
    MemoryPublisher published = new MemoryPublisher();
    try (Relay relay = snippets.hello(semel, published, order)) {
      Eventually.holds("the order is sent", () -> !published.taken().isEmpty());
      assertThat(published.taken())
          .singleElement()
          .extracting(OutgoingMessage::key)
          .isEqualTo("4711");
      assertThat(relay).isNotNull();
    }
  }

  @Test
  void every_way_to_publish_arrives_and_a_double_is_billed_once() throws Exception {
    snippets.caller(semel, db.dataSource(), order);
    snippets.batch(semel, List.of(new Order("1", 1), new Order("2", 2)));
    semel.once(
        Key.of("remind", "4711"),
        tx -> tx.publish(snippets.message(order, Instant.EPOCH.plus(Duration.ofDays(40_000)))));

    List<OutgoingMessage> messages = snippets.test(semel);

    assertThat(messages).extracting(OutgoingMessage::key).containsExactly("4711", "1", "2");
    assertThat(Sql.texts(db.raw(), "select topic from semel_outbox_held where state = 1"))
        .containsExactly("reminders");
    for (int i = 0; i < 2; i++) {
      for (OutgoingMessage message : messages) {
        snippets.receive(semel, message);
      }
    }
    assertThat(Sql.texts(db.raw(), "select order_id from invoice order by order_id"))
        .containsExactly("1", "2", "4711");
  }

  @Test
  void the_trace_of_the_moment_travels_with_the_message() throws Exception {
    Semel traced = snippets.trace(db.dataSource());
    traced.once(Key.of("place-order", "1"), tx -> tx.publish(Message.to("orders").body("1")));

    assertThat(snippets.test(traced).get(0).headers())
        .containsEntry("ce_source", "/shop/orders")
        .containsEntry("ce_type", "orders")
        .containsKey("traceparent");
  }

  @Test
  void the_publisher_of_the_page_answers_as_the_page_says() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean named = exchange.getRequestHeaders().containsKey("ce-id");
          exchange.sendResponseHeaders(named ? Integer.parseInt(body) : 500, -1);
          exchange.close();
        });
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    try (Relay relay =
        semel.relay().to(new OutboxSnippets.Webhook(HttpClient.newHttpClient(), url)).build()) {
      publish("503", "503");
      assertThat(relay.runOnce()).isZero();
      assertThat(Sql.number(db.raw(), "select count(*) from semel_outbox_held"))
          .as("an outage holds nothing")
          .isZero();
    }
    Sql.run(db.raw(), "truncate semel_outbox");
    try (Relay relay =
        semel.relay().to(new OutboxSnippets.Webhook(HttpClient.newHttpClient(), url)).build()) {
      publish("200", "400", "429");
      assertThat(relay.runOnce()).isOne();
      assertThat(Sql.texts(db.raw(), "select state from semel_outbox_held order by id"))
          .containsExactly("3", "2");
    } finally {
      server.stop(0);
    }
  }

  private void publish(String... bodies) {
    semel.once(
        Key.of("post", String.join("-", bodies)),
        tx -> {
          for (String body : bodies) {
            tx.publish(Message.to("hooks").body(body));
          }
        });
  }

  @Test
  void the_desk_retries_and_skips_and_keeps_the_reason() throws Exception {
    publish("a", "b");
    Publisher refusing =
        (batch, answers) -> {
          for (int i = 0; i < batch.size(); i++) {
            answers.refused(i, "no such topic");
          }
        };
    try (Relay relay = semel.relay().to(refusing).build()) {
      assertThat(relay.runOnce()).isZero();
    }
    List<Outbox.Parked> parked = semel.outbox().parked("relay", 10);
    assertThat(parked).hasSize(2);

    snippets.desk(semel, parked.get(0).messageId(), parked.get(1).messageId());

    assertThat(snippets.test(semel)).extracting(OutgoingMessage::text).containsExactly("a");
    assertThat(Sql.texts(db.raw(), "select decision from semel_outbox_decision order by id"))
        .containsExactly("retry", "skip");
  }

  @Test
  void a_relay_that_stops_says_so_and_sends_nothing_until_it_is_resumed() throws Exception {
    List<SemelEvent> events = new CopyOnWriteArrayList<>();
    List<String> alarms = new CopyOnWriteArrayList<>();
    AtomicLong sent = new AtomicLong();
    Semel heard =
        Semel.with(db.dataSource())
            .listener(
                event -> {
                  events.add(event);
                  snippets.listener(sent, alarms).on(event);
                })
            .build();
    publish("a", "b");
    MemoryPublisher taken = new MemoryPublisher();
    Publisher picky =
        (batch, answers) -> {
          answers.refused(0, "not today");
          answers.takenAll();
        };
    try (Relay relay =
        heard.relay().to(picky).batchSizeMax(1).onRefusal(Relay.OnRefusal.STOP).build()) {
      assertThat(relay.runOnce()).isZero();
    }
    assertThat(events)
        .filteredOn(RelayEvent.Stopped.class::isInstance)
        .singleElement()
        .satisfies(
            event -> assertThat(((RelayEvent.Stopped) event).reason()).contains("not today"));
    assertThat(alarms).singleElement().asString().contains("not today");
    assertThat(heard.outbox().relays().get(0).paused()).isPresent();
    try (Relay relay = heard.relay().to(taken).build()) {
      assertThat(relay.runOnce()).isZero();
      heard.outbox().resume("relay");
      Eventually.holds("it goes on", () -> relay.runOnce() == 1);
    }
    assertThat(sent).hasValue(1);
  }

  @Test
  void a_relay_that_sends_nowhere_lets_the_log_be_emptied() throws Exception {
    publish("a");
    try (Relay marker = snippets.nowhere(semel);
        Relay other = snippets.settings(semel, new MemoryPublisher())) {
      assertThat(marker).isNotEqualTo(other);
      Eventually.holds(
          "the marker is past it",
          () ->
              semel.outbox().relays().stream()
                  .anyMatch(all -> all.relay().equals("debezium") && all.backlog() == 0));
    }
    assertThat(semel.sweep().slotsEmptied()).as("it is kept for a day").isZero();
    Semel keepsNothing = Semel.with(db.dataSource()).keepingSentFor(Duration.ZERO).build();
    keepsNothing.outbox().forget("relay");
    assertThat(keepsNothing.sweep().slotsEmptied()).isOne();
  }

  @Test
  void the_modules_of_one_application_each_apply_a_message_once() throws Exception {
    snippets.caller(semel, db.dataSource(), order);
    try (Relay relay = snippets.handover(semel)) {
      Eventually.holds(
          "billing has it, and nobody consumes what stock says of it",
          () -> !semel.outbox().parked("relay", 10).isEmpty());
      assertThat(relay).isNotNull();
    }
    assertThat(Sql.texts(db.raw(), "select order_id from invoice")).containsExactly("4711");
    assertThat(semel.outbox().parked("relay", 10))
        .singleElement()
        .satisfies(
            parked -> {
              assertThat(parked.topic()).isEqualTo("stock");
              assertThat(parked.error()).contains("SEMEL-052");
            });
  }

  @Test
  void the_queries_of_the_page_run() throws IOException, SQLException {
    publish("a");
    assertThat(snippets.test(semel)).hasSize(1);
    Matcher blocks =
        Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(ROOT.resolve("docs/outbox.md")));
    int run = 0;
    while (blocks.find()) {
      for (String query : blocks.group(1).replaceAll("(?m)^--.*$", "").split(";")) {
        if (!query.isBlank()) {
          assertThat(Sql.texts(db.raw(), query)).as(query).isNotNull();
          run++;
        }
      }
    }
    assertThat(run).isEqualTo(5);
  }
}
