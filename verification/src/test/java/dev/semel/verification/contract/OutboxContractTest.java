// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.semel.BatchReport;
import dev.semel.Key;
import dev.semel.LedgerException;
import dev.semel.Message;
import dev.semel.Relay;
import dev.semel.recipe.Positions;
import dev.semel.recipe.Projection;
import dev.semel.spi.Claim;
import dev.semel.spi.Claims;
import dev.semel.spi.OutgoingMessage;
import dev.semel.verification.databases.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is published, leaves: if its transaction committed, and as it was written. */
@OnEveryServer
class OutboxContractTest extends OutboxContract {

  private static Door.Work publishing(Message... messages) {
    return tx -> tx.publish(messages);
  }

  @Test
  void every_door_publishes_what_it_applied_and_nothing_for_a_duplicate() throws Exception {
    for (Door door : Door.values()) {
      Key key = fresh();
      for (int i = 0; i < 3; i++) {
        String unused =
            door.deliver(
                shop,
                db.dataSource(),
                key,
                tx -> {
                  inserting(key).on(tx);
                  tx.publish(message("orders", key.id(), door.name()));
                });
      }
      assertHappenedOnce(key);
    }
    assertThat(relay().runOnce()).isEqualTo(Door.values().length);
    assertThat(outlet.texts())
        .containsExactly(List.of(Door.values()).stream().map(Enum::name).toArray(String[]::new));
  }

  @Test
  void messages_of_a_claim_leave_if_it_commits_and_only_then() {
    for (String end : new String[] {"settled", "released"}) {
      Key key = fresh();
      try (Claim claim = ((Claims.Claimed) shop.claims().open(key)).claim()) {
        claim.tx().publish(message("orders", key.id(), end));
        if (end.equals("settled")) {
          claim.settle(new Claims.Stored("text/plain", new byte[0]));
        }
      }
    }
    int unused = relay().runOnce();
    assertThat(outlet.texts()).containsExactly("settled");
  }

  @Test
  void nothing_leaves_of_an_effect_that_failed() {
    for (Door door : Door.values()) {
      Key key = fresh();
      Throwable thrown =
          catchThrowable(
              () -> {
                String unused =
                    door.deliver(
                        shop,
                        db.dataSource(),
                        key,
                        tx -> {
                          tx.publish(message("orders", key.id(), door.name()));
                          throw new IllegalStateException("after it was published");
                        });
              });
      assertThat(thrown).isNotNull();
    }
    assertThat(relay().runOnce()).isZero();
    assertThat(outlet.taken()).isEmpty();
    assertThat(Sql.number(db.dataSource(), "select count(*) from semel_outbox")).isZero();
  }

  @Test
  void one_that_fails_in_a_batch_takes_only_its_own_messages_with_it() {
    String scope = fresh().scope();
    BatchReport<String, Void> report =
        shop.batch(scope, List.of("a", "b", "c"))
            .keyedBy(id -> id)
            .attempt(
                (tx, id) -> {
                  tx.publish(message("orders", id, id + "1"), message("orders", id, id + "2"));
                  if (id.equals("b")) {
                    throw new IllegalStateException("poison");
                  }
                });
    assertThat(report.failed()).hasSize(1);
    assertThat(relay().runOnce()).isEqualTo(4);
    assertThat(outlet.texts()).containsExactlyInAnyOrder("a1", "a2", "c1", "c2");
  }

  @Test
  void a_callers_transaction_decides() throws Exception {
    Relay relay = relay();
    try (Connection c = begun()) {
      shop.outbox().publish(c, message("orders", "k", "rolled back"));
      c.rollback();
      shop.outbox().publish(c, message("orders", "k", 1), message("orders", "k", 2));
      assertThat(relay.runOnce()).as("not committed yet").isZero();
      Key key = fresh();
      shop.once(c, key, tx -> tx.publish(message("orders", "k", 3)));
      c.commit();
    }
    untilTaken(relay, 3);
    assertThat(outlet.texts()).containsExactly("1", "2", "3");
  }

  @Test
  void auto_commit_is_refused() throws Exception {
    try (Connection c = db.dataSource().getConnection()) {
      Throwable refused = catchThrowable(() -> shop.outbox().publish(c, message("orders", "k", 1)));
      assertThat(refused).isInstanceOf(LedgerException.class);
      assertCode(refused, "SEMEL-001");
    }
    assertThat(relay().runOnce()).isZero();
  }

  @Test
  void recipes_publish_in_the_transaction_they_are_given() throws Exception {
    String scope = fresh().scope();
    Positions.Lane lane = Positions.of(scope).lane("topic", "epoch", 0);
    Projection<RuntimeException> projection =
        Projection.of(
            scope,
            (tx, event) ->
                tx.publish(
                    message(
                        "projected",
                        event.stream(),
                        new String(event.body(), StandardCharsets.UTF_8))));
    try (Connection c = begun()) {
      for (boolean commits : new boolean[] {false, true, true}) {
        lane.once(c, 7, tx -> tx.publish(message("counted", "k", "7")));
        projection.deliver(c, "s", 2, "2".getBytes(StandardCharsets.UTF_8));
        projection.deliver(c, "s", 1, "1".getBytes(StandardCharsets.UTF_8));
        if (commits) {
          c.commit();
        } else {
          c.rollback();
        }
      }
    }
    assertThat(relay().runOnce()).isEqualTo(3);
    assertThat(outlet.texts("counted")).containsExactly("7");
    assertThat(outlet.texts("projected")).containsExactly("1", "2");
  }

  /** The ids of what a projection tells, by body, when its events come in this order. */
  private Map<String, String> projectedIds(int... sequences) throws Exception {
    empty();
    Sql.run(db.dataSource(), "delete from semel_stream");
    Projection<RuntimeException> projection =
        Projection.of(
            "projections", (tx, event) -> tx.publish(message("projected", "k", event.sequence())));
    try (Connection c = begun()) {
      for (int sequence : sequences) {
        projection.deliver(c, "s", sequence, new byte[0]);
      }
      c.commit();
    }
    Relay relay = relay();
    assertThat(relay.runOnce()).isEqualTo(sequences.length);
    closeRelays();
    Map<String, String> ids = new LinkedHashMap<>();
    outlet.taken().forEach(sent -> ids.put(sent.text(), sent.id()));
    return ids;
  }

  @Test
  void the_ids_of_a_projections_messages_do_not_depend_on_when_its_events_came() throws Exception {
    assertThat(projectedIds(1, 2, 3)).hasSize(3).isEqualTo(projectedIds(3, 2, 1));
  }

  @Test
  void an_effect_that_runs_again_tells_the_same_under_the_same_ids() throws Exception {
    Key key = Key.of("billing", "order-42");
    String table = db.isMariaDb() ? "semel_ledger_64" : "semel_ledger";
    List<List<String>> runs = new ArrayList<>();
    Relay relay = relay();
    for (Door door : Door.values()) {
      String unused =
          door.deliver(
              shop,
              db.dataSource(),
              key,
              publishing(
                  message("orders", "k", "a"),
                  message("orders", "k", "b"),
                  message("mails", null, "c").named("mail")));
      int before = outlet.taken().size();
      untilTaken(relay, before + 3);
      runs.add(
          outlet.taken().subList(before, before + 3).stream().map(OutgoingMessage::id).toList());
      // As if the database had been restored to before the effect.
      Sql.run(db.dataSource(), "delete from " + table);
    }
    assertThat(runs.stream().distinct().toList())
        .containsExactly(
            List.of(
                "741f7644-e6e1-86cd-92bf-474f0179b270",
                "703d6e0e-0a64-8435-88bc-e762305185a9",
                "e44effb2-cdb0-895c-9b30-3a9ad4eacd1a"));
  }

  @Test
  void a_name_makes_the_id_independent_of_what_else_is_published() throws Exception {
    Key key = Key.of(fresh().scope(), UUID.nameUUIDFromBytes(new byte[] {1}).toString());
    shop.once(key, publishing(message("t", "k", "x"), message("t", "k", "y").named("paid"))::on);
    Key same = Key.of(key.scope(), key.id());
    Relay relay = relay();
    untilTaken(relay, 2);
    String paid = outlet.ids("y").iterator().next();
    empty();
    Sql.run(
        db.dataSource(), "delete from " + (db.isMariaDb() ? "semel_ledger_64" : "semel_ledger"));
    shop.once(same, publishing(message("t", "k", "y").named("paid"))::on);
    untilTaken(relay(), 1);
    assertThat(outlet.ids("y")).containsExactly(paid);
  }

  @Test
  void ids_are_fresh_or_the_ones_that_were_given() {
    UUID given = new UUID(0x0123456789ab7defL, 0x8123456789abcdefL);
    publish(
        message("t", "k", "fresh"),
        message("t", "k", "uuid").id(given),
        message("t", "k", "text").id("Order-42/paid?"),
        message("t", "k", "upper").id("0123456789AB-7DEF-8123-456789ABCDEF-x"),
        message("t", "k", "capitals").id(given.toString().toUpperCase(java.util.Locale.ROOT)));
    untilTaken(relay(), 5);
    List<String> ids = outlet.taken().stream().map(OutgoingMessage::id).toList();
    assertThat(UUID.fromString(ids.get(0)).version()).isEqualTo(7);
    assertThat(ids.subList(1, 5))
        .containsExactly(
            given.toString(),
            "Order-42/paid?",
            "0123456789AB-7DEF-8123-456789ABCDEF-x",
            given.toString().toUpperCase(java.util.Locale.ROOT));
  }

  @Test
  void headers_say_what_the_row_is_and_carry_the_trace() {
    context = Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    publish(
        message("orders", "k", "body")
            .id("the-id")
            .type("order.paid")
            .contentType("application/json; charset=utf-8")
            .header("tenant", "Ämter: ß 💶 "));
    context = Map.of();
    publish(message("orders", "k", "plain"));
    untilTaken(relay(), 2);
    OutgoingMessage sent = outlet.taken().get(0);
    assertThat(sent.headers())
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_id", "the-id")
        .containsEntry("ce_source", "/shop")
        .containsEntry("ce_type", "order.paid")
        .containsEntry("ce_time", sent.origin().toString())
        .containsEntry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .containsEntry("tenant", "Ämter: ß 💶 ");
    assertThat(sent.contentType()).isEqualTo("application/json; charset=utf-8");
    OutgoingMessage plain = outlet.taken().get(1);
    assertThat(plain.headers())
        .containsEntry("ce_type", "orders")
        .doesNotContainKeys("traceparent", "tenant");
    assertThat(plain.contentType()).isNull();
    assertThat(plain.origin()).isAfterOrEqualTo(sent.origin());
  }

  @Test
  void bodies_of_every_size_arrive_as_they_were_written() {
    Random random = new Random(4);
    List<byte[]> bodies = new ArrayList<>();
    for (int size : new int[] {0, 1, 8 * 1024 - 1, 8 * 1024, 8 * 1024 + 1, 5_000_000}) {
      byte[] body = new byte[size];
      random.nextBytes(body);
      bodies.add(body);
    }
    publish(bodies.stream().map(body -> Message.to("t").key("k").body(body)).toList());
    untilTaken(relay(), bodies.size());
    for (int i = 0; i < bodies.size(); i++) {
      assertThat(outlet.taken().get(i).body()).isEqualTo(bodies.get(i));
    }
  }

  @Test
  void a_large_body_survives_being_held() {
    byte[] body = new byte[3_000_000];
    new Random(5).nextBytes(body);
    outlet.answering(message -> Outlet.Answer.FAILED);
    publish(Message.to("t").key("k").body(body), message("t", "k", "behind"));
    Relay relay = built(impatient(outlet).attemptsMax(1_000_000));
    until(relay, "both are held", () -> held() == 2);
    outlet.takingAll();
    untilTaken(relay, 2);
    assertThat(outlet.taken().get(0).body()).isEqualTo(body);
    assertThat(outlet.taken().get(1).text()).isEqualTo("behind");
  }

  @Test
  void topics_and_keys_that_look_alike_are_not_the_same() {
    outlet.answering(
        message -> message.text().equals("refused") ? Outlet.Answer.REFUSED : Outlet.Answer.TAKEN);
    List<String> keys = List.of("Straße", "Strasse", "STRASSE", "straße", "a", "a ", "á", "漢字💶");
    publish(message("orders", "a", "refused"));
    publish(keys.stream().map(key -> message("Orders", key, key)).toList());
    publish(keys.stream().map(key -> message("orders", key, key)).toList());
    publish(message("orders", null, "no key"));
    untilTaken(relay(), 2 * keys.size());
    assertThat(outlet.texts("Orders")).isEqualTo(keys);
    assertThat(outlet.texts("orders"))
        .as("all but the one of the key that is parked")
        .containsExactlyElementsOf(
            IntStream.range(0, keys.size() + 1)
                .filter(i -> i != 4)
                .mapToObj(i -> i == keys.size() ? "no key" : keys.get(i))
                .toList());
    assertThat(outlet.taken().stream().map(OutgoingMessage::key).toList())
        .contains("Straße", "a ", "漢字💶")
        .containsNull();
  }

  @Test
  void thousands_of_messages_arrive_once_and_in_order_per_key() {
    int messages = 3_000;
    for (int from = 0; from < messages; from += 500) {
      publish(
          IntStream.range(from, from + 500)
              .mapToObj(i -> message("t" + i % 3, i % 7 == 0 ? null : "k" + i % 50, i))
              .toList());
    }
    Relay relay = built(impatient(outlet).batchSizeMax(200));
    assertThat(relay.runOnce()).isEqualTo(messages);
    assertThat(outlet.texts().stream().distinct().count()).isEqualTo(messages);
    assertThat(outlet.taken()).hasSize(messages);
    for (int key = 0; key < 50; key++) {
      String name = "k" + key;
      for (int topic = 0; topic < 3; topic++) {
        String to = "t" + topic;
        assertThat(
                outlet.taken().stream()
                    .filter(sent -> name.equals(sent.key()) && to.equals(sent.topic()))
                    .map(sent -> Integer.valueOf(sent.text()))
                    .toList())
            .isSorted();
      }
    }
    assertThat(relay.runOnce()).isZero();
    assertThat(backlog()).isZero();
  }
}
