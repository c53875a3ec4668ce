// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.BatchReport;
import dev.semel.Effect;
import dev.semel.Handover;
import dev.semel.MismatchException;
import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A handover alone, without a relay: what it answers, and what is applied. */
class HandoverTest {
  private static final Map<Server, TestDatabase> DATABASES = new HashMap<>();
  private static final Instant BORN = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  @AfterAll
  static void close() {
    DATABASES.values().forEach(TestDatabase::close);
    DATABASES.clear();
  }

  private static TestDatabase on(Server server) {
    TestDatabase database = DATABASES.computeIfAbsent(server, Server::open);
    Sql.run(database.dataSource(), "delete from effect");
    return database;
  }

  @BeforeEach
  void next() {
    number++;
  }

  private static int number;

  /** Each test has scopes of its own. */
  private static String scope(String name) {
    return name + "-" + number;
  }

  private static OutgoingMessage message(String topic, String key, String id) {
    return message(topic, key, id, "body of " + id);
  }

  private static OutgoingMessage message(String topic, String key, String id, String body) {
    return new OutgoingMessage(
        id, topic, key, null, Map.of(), body.getBytes(StandardCharsets.UTF_8), BORN);
  }

  private static Told told(Publisher handover, OutgoingMessage... batch) throws Exception {
    Told told = new Told(batch.length);
    handover.publish(List.of(batch), told);
    return told;
  }

  private static void credit(Tx tx, OutgoingMessage message) throws SQLException {
    credit(tx, message, "credit");
  }

  private static void credit(Tx tx, OutgoingMessage message, String what) throws SQLException {
    Sql.run(tx.connection(), "insert into effect (id, what) values (?, ?)", message.id(), what);
  }

  private static List<String> effects(TestDatabase database) {
    return Sql.texts(database.dataSource(), "select id from effect order by id");
  }

  @ParameterizedTest
  @EnumSource
  void a_message_that_comes_again_has_its_effect_once(Server server) throws Exception {
    TestDatabase database = on(server);
    comesAgain(
        database,
        () ->
            Handover.in(Semel.on(database.dataSource()))
                .on("orders", scope("billing"), HandoverTest::credit));
  }

  @Test
  void a_consumer_without_a_ledger_is_found() {
    TestDatabase database = on(Server.H2);
    Publisher forgetful =
        (batch, answers) -> {
          try (Connection c = database.raw().getConnection()) {
            for (OutgoingMessage message : batch) {
              database.insertEffect(c, message.id(), "credit");
            }
          }
          answers.takenAll();
        };
    assertThatThrownBy(() -> comesAgain(database, () -> forgetful))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("[\"a\", \"a\", \"b\", \"b\"]");
  }

  private static void comesAgain(TestDatabase database, Supplier<Publisher> start)
      throws Exception {
    OutgoingMessage[] batch = {message("orders", "k", "a"), message("orders", null, "b")};
    try (Publisher publisher = start.get()) {
      assertThat(told(publisher, batch).words()).containsOnly("taken");
      assertThat(told(publisher, batch).words()).containsOnly("taken");
      assertThat(effects(database)).containsExactly("a", "b");
    }
    try (Publisher restarted = start.get()) {
      assertThat(told(restarted, batch[0]).words()).containsOnly("taken");
      assertThat(effects(database)).containsExactly("a", "b");
    }
  }

  @ParameterizedTest
  @EnumSource
  void those_behind_a_message_that_failed_wait_and_other_keys_do_not(Server server)
      throws Exception {
    TestDatabase database = on(server);
    boolean[] broken = {true};
    try (Handover handover =
        Handover.in(Semel.on(database.dataSource()))
            .on(
                "orders",
                scope("billing"),
                (tx, message) -> {
                  credit(tx, message);
                  if (broken[0] && message.id().equals("k2")) {
                    throw new IllegalStateException("no such account");
                  }
                })) {
      OutgoingMessage[] batch = {
        message("orders", "k", "k1"),
        message("orders", "k", "k2"),
        message("orders", "j", "j1"),
        message("orders", "k", "k3"),
        message("orders", null, "n1"),
        message("orders", "j", "j2")
      };
      Told first = told(handover, batch);
      assertThat(first.words())
          .containsExactly("taken", "failed", "taken", "unknown", "taken", "taken");
      assertThat(first.verdicts().get(1))
          .isEqualTo(
              "failed: by %s: java.lang.IllegalStateException: no such account", scope("billing"));
      assertThat(effects(database)).containsExactly("j1", "j2", "k1", "n1");
      broken[0] = false;
      assertThat(told(handover, batch).words()).containsOnly("taken");
      assertThat(effects(database)).containsExactly("j1", "j2", "k1", "k2", "k3", "n1");
    }
  }

  /** The statements of a batch travel together, so the effect itself sees no error. */
  @ParameterizedTest
  @EnumSource
  void those_behind_a_message_that_the_database_refused_wait_as_well(Server server)
      throws Exception {
    TestDatabase database = on(server);
    try (Handover handover =
        Handover.in(Semel.on(database.dataSource()))
            .on(
                "orders",
                scope("billing"),
                (tx, message) -> {
                  String what = message.id().equals("k2") ? null : "credit";
                  tx.add("insert into effect (id, what) values (?, ?)", message.id(), what);
                })) {
      Told told =
          told(
              handover,
              message("orders", "k", "k1"),
              message("orders", "k", "k2"),
              message("orders", "j", "j1"),
              message("orders", "k", "k3"),
              message("orders", "j", "j2"));
      assertThat(told.words()).containsExactly("taken", "failed", "taken", "unknown", "taken");
      assertThat(effects(database)).containsExactly("j1", "j2", "k1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_two_consumers_the_one_that_works_goes_on(Server server) throws Exception {
    TestDatabase database = on(server);
    boolean[] broken = {true};
    try (Handover handover =
        Handover.in(Semel.on(database.dataSource()))
            .on(
                "orders",
                scope("billing"),
                (tx, message) -> {
                  if (broken[0]) {
                    throw new IllegalStateException("closed for the night");
                  }
                  credit(tx, message, "billing");
                })
            .on("orders", scope("stock"), (tx, message) -> credit(tx, message, "stock"))
            .on("refunds", scope("stock"), (tx, message) -> credit(tx, message, "refund"))) {
      OutgoingMessage[] batch = {
        message("orders", "k", "a"), message("refunds", "k", "r"), message("orders", "k", "b")
      };
      assertThat(told(handover, batch).words()).containsExactly("failed", "taken", "unknown");
      assertThat(database.effects("a")).containsExactly("stock");
      assertThat(database.effects("b")).containsExactly("stock");
      assertThat(database.effects("r")).containsExactly("refund");
      broken[0] = false;
      assertThat(told(handover, batch).words()).containsOnly("taken");
      assertThat(database.effects("a")).containsExactlyInAnyOrder("stock", "billing");
      assertThat(database.effects("b")).containsExactlyInAnyOrder("stock", "billing");
      assertThat(database.effects("r")).containsExactly("refund");
    }
  }

  @Test
  void a_topic_nobody_consumes_is_refused_and_its_neighbours_are_not() throws Exception {
    TestDatabase database = on(Server.H2);
    try (Handover handover =
        Handover.in(Semel.on(database.dataSource()))
            .on("orders", scope("billing"), HandoverTest::credit)) {
      Told told = told(handover, message("invoices", "k", "i"), message("orders", "k", "a"));
      assertThat(told.words()).containsExactly("refused", "taken");
      assertThat(told.verdicts().get(0))
          .contains("SEMEL-052")
          .contains("topic invoices")
          .contains("[orders]");
    }
  }

  @Test
  void the_same_id_over_another_body_is_refused_and_not_applied() throws Exception {
    TestDatabase database = on(Server.H2);
    try (Handover handover =
        Handover.in(Semel.on(database.dataSource()))
            .on("orders", scope("billing"), HandoverTest::credit)) {
      assertThat(told(handover, message("orders", "k", "a", "ten")).words())
          .containsExactly("taken");
      Told told =
          told(
              handover,
              message("orders", "k", "a", "a hundred"),
              message("orders", "k", "b"),
              message("orders", "j", "c"));
      assertThat(told.words()).containsExactly("refused", "unknown", "taken");
      assertThat(told.verdicts().get(0)).contains("SEMEL-006");
      assertThat(effects(database)).containsExactly("a", "c");
      Told together =
          told(handover, message("orders", "m", "d", "ten"), message("orders", "m", "d", "two"));
      assertThat(together.words()).containsExactly("taken", "refused");
    }
  }

  /** The id of such a message does not say when it was born; the outbox does. */
  @Test
  void a_timed_scope_gets_the_time_a_message_was_written() throws Exception {
    TestDatabase database = on(Server.H2);
    Semel semel =
        Semel.with(database.dataSource()).scope(Scope.named(scope("billing")).timed()).build();
    try (Handover handover =
        Handover.in(semel).on("orders", scope("billing"), HandoverTest::credit)) {
      assertThat(told(handover, message("orders", "k", "order-7")).words())
          .containsExactly("taken");
      assertThat(told(handover, message("orders", "k", "order-7")).words())
          .containsExactly("taken");
      OutgoingMessage ancient =
          new OutgoingMessage(
              "order-1",
              "orders",
              "k",
              null,
              Map.of(),
              new byte[0],
              BORN.minusSeconds(40 * 86_400));
      Told told = told(handover, ancient);
      assertThat(told.words()).containsExactly("refused");
      assertThat(told.verdicts().get(0)).contains("SEMEL-008");
      assertThat(effects(database)).containsExactly("order-7");
    }
  }

  @Test
  void an_error_of_a_consumer_is_the_trouble_of_its_message_alone() throws Exception {
    TestDatabase database = on(Server.H2);
    try (Handover handover =
        Handover.in(Semel.on(database.dataSource()))
            .on(
                "orders",
                scope("billing"),
                (tx, message) -> {
                  if (message.id().equals("b")) {
                    Thread.currentThread().interrupt();
                    throw new StackOverflowError("too deep");
                  }
                  credit(tx, message);
                })) {
      Told told =
          told(
              handover,
              message("orders", "k", "a"),
              message("orders", "j", "b"),
              message("orders", "i", "c"));
      assertThat(told.words()).containsExactly("taken", "failed", "taken");
      assertThat(told(handover, message("orders", "k", "d")).words()).containsExactly("taken");
      assertThat(effects(database)).containsExactly("a", "c", "d");
    }
  }

  @Test
  void a_database_that_is_away_is_nobodys_failure() throws Exception {
    TestDatabase database = on(Server.H2);
    boolean[] away = {false};
    Raw source =
        new Raw(database.url()) {
          @Override
          public Connection getConnection() throws SQLException {
            if (away[0]) {
              throw new SQLException("there is nobody", "08001");
            }
            return super.getConnection();
          }
        };
    try (Handover handover =
        Handover.in(Semel.on(source)).on("orders", scope("billing"), HandoverTest::credit)) {
      OutgoingMessage[] batch = {message("orders", "k", "a"), message("orders", "j", "b")};
      away[0] = true;
      assertThat(told(handover, batch).words()).containsOnly("unknown");
      assertThat(told(handover, batch[0]).words()).containsOnly("unknown");
      away[0] = false;
      assertThat(told(handover, batch).words()).containsOnly("taken");
      assertThat(effects(database)).containsExactly("a", "b");
    }
  }

  @Test
  void the_relay_is_not_held_up_while_a_batch_is_applied() throws Exception {
    TestDatabase database = on(Server.H2);
    CountDownLatch open = new CountDownLatch(1);
    try (Handover handover =
        Handover.in(Semel.on(database.dataSource()))
            .on(
                "orders",
                scope("billing"),
                (tx, message) -> {
                  open.await();
                  credit(tx, message);
                })) {
      Told first = told(handover, message("orders", "k", "a"));
      Told second = told(handover, message("orders", "k", "b"));
      Told third = told(handover, message("orders", "k", "c"));
      open.countDown();
      assertThat(first.words()).containsExactly("taken");
      assertThat(second.words()).containsExactly("taken");
      assertThat(third.words()).containsExactly("taken");
    }
  }

  @Test
  void what_waits_when_it_is_closed_is_not_applied_any_more() throws Exception {
    TestDatabase database = on(Server.H2);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    Handover handover =
        Handover.in(Semel.on(database.dataSource()))
            .on(
                "orders",
                scope("billing"),
                (tx, message) -> {
                  begun.countDown();
                  open.await();
                  credit(tx, message);
                });
    Told first = told(handover, message("orders", "k", "a"));
    begun.await();
    Told second = told(handover, message("orders", "k", "b"));
    Thread closing = new Thread(handover::close);
    closing.start();
    assertThat(second.words()).containsExactly("unknown");
    open.countDown();
    assertThat(first.words()).containsExactly("taken");
    closing.join();
    assertThat(effects(database)).containsExactly("a");
    assertThatThrownBy(() -> told(handover, message("orders", "k", "c")))
        .isInstanceOf(IllegalStateException.class);
    handover.close();
  }

  @Test
  void a_consumer_is_named_once_per_topic() {
    Effect.ForEach<OutgoingMessage> effect = HandoverTest::credit;
    Handover handover = Handover.in(Semel.on(on(Server.H2).dataSource()));
    assertThatThrownBy(() -> handover.on("orders", "a", effect).on("orders", "a", effect))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a consumes orders already");
    assertThatThrownBy(() -> handover.on("orders", "with space", effect))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Against a model: any mixture of messages, failures and what was applied before. */
  @Test
  void whatever_fails_nothing_is_applied_before_what_is_ahead_of_it() throws Exception {
    TestDatabase database = on(Server.H2);
    Semel semel = Semel.on(database.dataSource());
    int waited = 0;
    for (long seed = 1; seed <= 80; seed++) {
      waited += new Mixture(seed, semel, database).run(Handover.in(semel)::on);
    }
    assertThat(waited).as("messages that had to wait").isGreaterThan(100);
  }

  /** What the model would find: the same batches without a look at what is ahead. */
  @Test
  void a_batch_of_the_ledger_alone_lets_others_overtake() {
    TestDatabase database = on(Server.H2);
    Semel semel = Semel.on(database.dataSource());
    assertThatThrownBy(
            () -> {
              for (long seed = 1; seed <= 20; seed++) {
                int unused =
                    new Mixture(seed, semel, database)
                        .run((topic, scope, effect) -> careless(semel, scope, effect));
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed ");
  }

  private static Publisher careless(
      Semel semel, String scope, Effect.ForEach<OutgoingMessage> effect) {
    return (batch, answers) -> {
      BatchReport<OutgoingMessage, Void> report =
          semel
              .batch(scope, batch)
              .keyedBy(OutgoingMessage::id)
              .over(OutgoingMessage::body)
              .attempt(effect);
      report
          .failed()
          .forEach(
              failed -> {
                int index = batch.indexOf(failed.item());
                if (failed.cause() instanceof MismatchException) {
                  answers.refused(index, "mismatch");
                } else {
                  answers.failed(index, failed.cause());
                }
              });
      answers.takenAll();
    };
  }

  /** How a consumer is put behind a publisher. */
  @FunctionalInterface
  private interface Opening {
    Publisher on(String topic, String scope, Effect.ForEach<OutgoingMessage> effect);
  }

  /** One case of the test above. */
  private static final class Mixture {
    private final long seed;
    private final Random random;
    private final Semel semel;
    private final TestDatabase database;
    private final Map<String, String> faults = new HashMap<>();
    private final List<OutgoingMessage> messages = new ArrayList<>();

    Mixture(long seed, Semel semel, TestDatabase database) {
      this.seed = seed;
      this.random = new Random(seed);
      this.semel = semel;
      this.database = database;
      int size = 1 + random.nextInt(14);
      for (int i = 0; i < size; i++) {
        String key = random.nextInt(5) == 0 ? null : "k" + random.nextInt(3);
        String id = "s" + seed + "-" + i;
        messages.add(message("orders", key, id));
        faults.put(
            id, List.of("", "", "", "", "throws", "refused", "mismatch").get(random.nextInt(7)));
      }
    }

    /** How many had to wait. */
    int run(Opening opening) throws Exception {
      String scope = scope("mixture-" + seed);
      Set<String> before = before(scope);
      try (Publisher handover = opening.on("orders", scope, this::apply)) {
        List<String> words = told(handover, messages.toArray(OutgoingMessage[]::new)).words();
        assertThat(words).as("seed %d", seed).isEqualTo(expected(before));
        Set<String> applied = new HashSet<>(before);
        for (int i = 0; i < words.size(); i++) {
          if (words.get(i).equals("taken")) {
            applied.add(messages.get(i).id());
          }
        }
        assertThat(effectsOfThis())
            .as("seed %d", seed)
            .containsExactlyInAnyOrderElementsOf(applied);
        return (int) words.stream().filter("unknown"::equals).count();
      }
    }

    private void apply(Tx tx, OutgoingMessage message) throws SQLException {
      String fault = faults.get(message.id());
      if (fault.equals("throws")) {
        throw new IllegalStateException("it throws");
      }
      tx.add(
          "insert into effect (id, what) values (?, ?)",
          message.id(),
          fault.equals("refused") ? null : "credit");
    }

    /** Some messages came before, in any order, some of them with another body. */
    private Set<String> before(String scope) throws Exception {
      List<OutgoingMessage> earlier = new ArrayList<>();
      Set<String> applied = new HashSet<>();
      for (OutgoingMessage message : messages) {
        boolean mismatch = faults.get(message.id()).equals("mismatch");
        if (mismatch || (faults.get(message.id()).isEmpty() && random.nextInt(4) == 0)) {
          earlier.add(message("orders", null, message.id(), mismatch ? "other" : message.text()));
          applied.add(message.id());
        }
      }
      if (!earlier.isEmpty()) {
        try (Handover handover = Handover.in(semel).on("orders", scope, HandoverTest::credit)) {
          assertThat(told(handover, earlier.toArray(OutgoingMessage[]::new)).words())
              .containsOnly("taken");
        }
      }
      return applied;
    }

    private List<String> expected(Set<String> before) {
      List<String> expected = new ArrayList<>();
      Set<String> broken = new HashSet<>();
      for (OutgoingMessage message : messages) {
        String verdict =
            switch (faults.get(message.id())) {
              case "throws", "refused" -> "failed";
              case "mismatch" -> "refused";
              default -> "taken";
            };
        boolean behind = message.key() != null && broken.contains(message.key());
        expected.add(behind ? "unknown" : verdict);
        if (message.key() != null && !verdict.equals("taken")) {
          broken.add(message.key());
        }
      }
      return expected;
    }

    private List<String> effectsOfThis() {
      return Sql.texts(
          database.dataSource(), "select id from effect where id like ?", "s" + seed + "-%");
    }
  }
}
