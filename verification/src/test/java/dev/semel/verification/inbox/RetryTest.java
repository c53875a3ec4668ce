// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Inbox;
import dev.semel.LedgerException;
import dev.semel.Message;
import dev.semel.Tx;
import dev.semel.internal.inbox.InboxSettings;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.InboxEvent.Why;
import dev.semel.spi.IncomingMessage;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of messages that are held. */
@OnEveryServer
class RetryTest extends InboxContract {

  private Inbox.Parked onlyParked(Inbox inbox) {
    assertThat(inbox.parked(9)).hasSize(1);
    return inbox.parked(9).get(0);
  }

  @Test
  void when_it_can_be_applied_it_is_and_its_key_follows_in_order() {
    broken.add("k1");
    Inbox inbox = started();
    inbox.take(line("k", 0, 20), this::credit);
    assertThat(retryAll(inbox, this::creditAtTheThirdTry)).isEqualTo(3 + 19);
    assertThat(applied())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).mapToObj(i -> "k" + i).toList());
    assertThat(held()).isZero();
    assertThat(
            events(InboxEvent.Retried.class).stream().mapToInt(InboxEvent.Retried::applied).sum())
        .as("told")
        .isEqualTo(20);
    assertThat(inbox.retry(this::credit)).isZero();
    assertThat(take(inbox, message(20, "k", "k21")))
        .as("the line is not held any more")
        .isEqualTo(new Inbox.Taken(1, 0, 0, 0));
  }

  /** Who is broken works again after that, at the latest. */
  private void creditAtTheThirdTry(Tx tx, IncomingMessage message) throws SQLException {
    if (!broken.isEmpty() && tries.get() >= 3) {
      broken.clear();
    }
    credit(tx, message);
  }

  @Test
  void it_waits_before_it_is_tried_again() {
    broken.add("k1");
    Inbox inbox = semel.inbox(scope).retryingAfter(Duration.ofHours(1), Duration.ofHours(2));
    take(inbox, message(0, "k", "k1"));
    assertThat(inbox.retry(this::credit)).isZero();
    assertThat(events(InboxEvent.Retrying.class).get(0).retryIn())
        .isBetween(Duration.ofMinutes(6), Duration.ofHours(1));
  }

  @Test
  void one_that_fails_as_often_as_it_may_is_parked_and_its_key_waits() {
    broken.add("k1");
    Inbox inbox = started().attemptsMax(3);
    take(inbox, message(0, "k", "k1"), message(1, "k", "k2"), message(2, "j", "j1"));
    assertThat(retryAll(inbox)).isEqualTo(2);
    Inbox.Parked parked = onlyParked(inbox);
    assertThat(parked.why()).isEqualTo(Why.FAILED);
    assertThat(parked.attempts()).isEqualTo(3);
    assertThat(parked.behind()).isEqualTo(1);
    assertThat(parked.error()).isEqualTo("java.lang.IllegalStateException: no account for it");
    assertThat(applied()).containsExactly("j1");
    assertThat(inbox.standing())
        .extracting(Inbox.Standing::waiting, Inbox.Standing::parked, Inbox.Standing::behind)
        .containsExactly(0L, 1L, 1L);
    assertThat(events(InboxEvent.Retrying.class))
        .extracting(InboxEvent.Retrying::attempts)
        .containsExactly(1, 2);
    assertThat(events(InboxEvent.Parked.class))
        .singleElement()
        .extracting(InboxEvent.Parked::why)
        .isEqualTo(Why.FAILED);
  }

  @Test
  void parked_alone_it_lets_its_key_go() {
    broken.add("k1");
    Inbox inbox = started().attemptsMax(3).parkingAlone();
    inbox.take(line("k", 0, 3), this::credit);
    retryAll(inbox);
    assertThat(applied()).containsExactly("k2", "k3");
    assertThat(onlyParked(inbox).behind()).isZero();
    broken.clear();
    inbox.retry(onlyParked(inbox).number());
    retryAll(inbox);
    assertThat(applied()).containsExactly("k2", "k3", "k1");
  }

  @Test
  void a_person_has_it_tried_again_as_if_for_the_first_time() {
    broken.add("k1");
    Inbox inbox = started().attemptsMax(2);
    inbox.take(line("k", 0, 3), this::credit);
    retryAll(inbox);
    inbox.retry(onlyParked(inbox).number());
    assertThat(inbox.parked(9)).isEmpty();
    retryAll(inbox);
    assertThat(onlyParked(inbox).attempts()).isEqualTo(2);
    broken.clear();
    inbox.retry(onlyParked(inbox).number());
    retryAll(inbox);
    assertThat(applied()).containsExactly("k1", "k2", "k3");
    assertThat(decisions()).containsExactly("retry: tried again", "retry: tried again");
  }

  @Test
  void a_person_skips_it_and_its_key_goes_on() {
    broken.add("k1");
    Inbox inbox = started().attemptsMax(1);
    inbox.take(line("k", 0, 3), this::credit);
    long number = onlyParked(inbox).number();
    inbox.skip(number, "the customer has left");
    retryAll(inbox);
    assertThat(applied()).containsExactly("k2", "k3");
    assertThat(decisions()).containsExactly("skip: the customer has left");
    assertThatThrownBy(() -> inbox.skip(number, "again"))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("SEMEL-058");
    assertThatThrownBy(() -> inbox.retry(number)).hasMessageContaining("SEMEL-058");
    assertThatThrownBy(() -> inbox.skip(number, " ")).hasMessageContaining("SEMEL-058");
  }

  @Test
  void what_only_waits_is_not_for_a_person_to_decide() {
    broken.add("k1");
    Inbox inbox = started();
    inbox.take(line("k", 0, 2), this::credit);
    for (String number : numbers()) {
      assertThatThrownBy(() -> inbox.skip(Long.parseLong(number), "impatient"))
          .hasMessageContaining("SEMEL-058");
      assertThatThrownBy(() -> inbox.retry(Long.parseLong(number)))
          .hasMessageContaining("SEMEL-058");
    }
    assertThat(held()).isEqualTo(2);
  }

  @Test
  void one_without_an_identity_is_applied_once_if_a_person_says_so() {
    Inbox inbox = started();
    IncomingMessage nameless = message(0, "k", null, "x");
    take(inbox, nameless, message(1, "k", "k2"));
    inbox.retry(onlyParked(inbox).number());
    broken.add("null");
    assertThat(retryAll(inbox, this::creditAtTheThirdTry)).isEqualTo(4 + 1);
    assertThat(applied()).containsExactly("null", "k2");
  }

  @Test
  void one_that_is_unfit_comes_to_the_effect_with_the_reason_if_a_person_says_so() {
    Inbox inbox = started();
    take(inbox, unfit(0, "k", "k1", "no such version"));
    inbox.retry(onlyParked(inbox).number());
    List<String> reasons = new ArrayList<>();
    assertThat(inbox.retry((tx, message) -> reasons.add(message.unfit()))).isEqualTo(1);
    assertThat(reasons).containsExactly("no such version");
    assertThat(take(inbox, message(5, "k", "k1", ""))).isEqualTo(new Inbox.Taken(0, 1, 0, 0));
  }

  @Test
  void an_effect_that_had_happened_is_not_repeated() {
    broken.add("k1");
    Inbox inbox = started();
    inbox.take(line("k", 0, 2), this::credit);
    broken.clear();
    take(semel.inbox(scope), message(7, null, "k1"));
    assertThat(applied()).containsExactly("k1");
    retryAll(inbox);
    assertThat(applied()).containsExactly("k1", "k2");
    assertThat(held()).isZero();
  }

  @Test
  void one_that_kills_its_process_is_parked_and_its_attempts_were_counted_before() {
    broken.add("k1");
    Inbox inbox = started();
    inbox.take(line("k", 0, 2), this::credit);
    for (int death = 1; death <= InboxSettings.DEATHS_MAX; death++) {
      diesIn(inbox);
      assertThat(numbers("deaths")).containsExactly("" + death, "0");
      assertThat(numbers("attempts")).containsExactly("" + (1 + death), "0");
    }
    assertThat(started().retry(this::credit)).isEqualTo(1);
    Inbox.Parked parked = onlyParked(inbox);
    assertThat(parked.why()).isEqualTo(Why.DEADLY);
    assertThat(parked.attempts()).isEqualTo(4);
    assertThat(parked.error()).contains("the last 3 attempts");
    assertThat(parked.behind()).isEqualTo(1);
  }

  /** The process is gone in the middle of the effect: nobody hears of it any more. */
  private void diesIn(Inbox inbox) {
    try (Connection c = db.raw().getConnection()) {
      String sql =
          "update semel_inbox_held set attempts = attempts + 1, deaths = deaths + 1"
              + " where scope = ? and state = 1";
      assertThat(Sql.count(c, sql, inbox.scope())).isEqualTo(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void who_comes_back_from_an_attempt_is_no_dead() {
    broken.add("k1");
    Inbox inbox = started();
    take(inbox, message(0, "k", "k1"));
    diesIn(inbox);
    diesIn(inbox);
    List<Integer> deaths = new ArrayList<>();
    assertThat(
            retryAll(
                inbox,
                (tx, message) -> {
                  deaths.add(Integer.valueOf(numbers("deaths").get(0)));
                  creditAtTheThirdTry(tx, message);
                }))
        .isEqualTo(3);
    assertThat(deaths).as("counted before, and forgotten after").containsExactly(3, 1, 1);
    assertThat(reasons(inbox)).doesNotContain(Why.DEADLY);
  }

  @Test
  void trouble_of_the_database_is_no_attempt() {
    broken.add("k1");
    Inbox inbox = semel.inbox(scope).retryingAfter(Duration.ofMillis(1), Duration.ofHours(1));
    take(inbox, message(0, "k", "k1"));
    Eventually.holds(
        "it was due",
        () ->
            inbox.retry(
                    (tx, message) -> {
                      throw new SQLException("somebody has it locked", "55P03");
                    })
                > 0);
    assertThat(numbers("attempts")).containsExactly("1");
    assertThat(numbers("deaths")).containsExactly("0");
    broken.clear();
    Eventually.holds("it is applied", () -> inbox.retry(this::credit) == 1);
    assertThat(applied()).containsExactly("k1");
  }

  @Test
  void a_deadlock_is_tried_again_at_once_and_is_no_attempt() {
    broken.add("k1");
    Inbox inbox = started();
    take(inbox, message(0, "k", "k1"));
    broken.clear();
    int[] left = {2};
    int done =
        inbox.retry(
            (tx, message) -> {
              if (left[0]-- > 0) {
                throw new SQLException("deadlock", "40001");
              }
              credit(tx, message);
            });
    assertThat(done).isEqualTo(1);
    assertThat(applied()).containsExactly("k1");
  }

  @Test
  void an_effect_that_commits_is_refused_here_too() {
    broken.add("k1");
    Inbox inbox = started().attemptsMax(2);
    take(inbox, message(0, "k", "k1"));
    assertThat(
            inbox.retry(
                (tx, message) -> {
                  Sql.run(tx.connection(), "insert into effect (id, what) values ('x', 'x')");
                  tx.connection().commit();
                }))
        .isEqualTo(1);
    assertThat(applied()).isEmpty();
    assertThat(onlyParked(inbox).why()).isEqualTo(Why.FAILED);
  }

  @Test
  void what_the_effect_adds_and_publishes_goes_with_it() {
    broken.add("k1");
    Inbox inbox = started();
    take(inbox, message(0, "k", "k1"));
    assertThat(
            inbox.retry(
                (tx, message) -> {
                  tx.add("insert into effect (id, what) values (?, ?)", message.id(), "added");
                  tx.publish(Message.to("invoices").body("one"));
                }))
        .isEqualTo(1);
    assertThat(db.effects("k1")).containsExactly("added");
    assertThat(letters()).containsExactly("invoices");
  }

  private List<String> letters() {
    return Sql.texts(db.dataSource(), "select topic from semel_outbox order by topic");
  }

  @Test
  void a_dead_letter_leaves_if_and_only_if_a_message_is_parked() {
    broken.addAll(Set.of("k1", "j1"));
    List<String> told = new ArrayList<>();
    Inbox inbox =
        started()
            .attemptsMax(2)
            .deadLetters(
                (message, why, error, attempts) -> {
                  told.add(message.id() + " " + why + " " + attempts);
                  return Message.to("orders-dlt").body(message.body());
                });
    IncomingMessage[] batch = {
      message(0, "k", "k1"), message(1, "k", "k2"), message(2, null, null, "x")
    };
    take(inbox, batch);
    assertThat(letters()).containsExactly("orders-dlt");
    take(inbox, batch);
    assertThat(letters()).as("it was parked before").containsExactly("orders-dlt");
    retryAll(inbox);
    assertThat(letters()).containsExactly("orders-dlt", "orders-dlt");
    assertThat(told).containsExactly("null NO_IDENTITY 0", "k1 FAILED 2");
  }

  @Test
  void a_dead_letter_that_cannot_be_made_keeps_its_message_from_being_parked() {
    boolean[] mended = new boolean[1];
    Inbox inbox =
        started()
            .deadLetters(
                (message, why, error, attempts) -> {
                  if (!mended[0]) {
                    throw new IllegalStateException("not yet");
                  }
                  return Message.to("orders-dlt").body("x");
                });
    assertThatThrownBy(() -> take(inbox, message(0, null, null, "x"), message(1, "k", "k1")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("SEMEL-057");
    assertThat(held()).isZero();
    assertThat(letters()).isEmpty();
    mended[0] = true;
    assertThat(take(inbox, message(0, null, null, "x"), message(1, "k", "k1")))
        .isEqualTo(new Inbox.Taken(0, 1, 1, 1));
  }

  @Test
  void two_processes_that_retry_at_once_apply_each_once_and_in_order() throws Exception {
    List<IncomingMessage> messages = new ArrayList<>();
    for (int key = 0; key < 5; key++) {
      broken.add("key" + key + "-1");
      messages.addAll(line("key" + key + "-", 10L * key, 10));
    }
    started().take(messages, this::credit);
    assertThat(held()).isEqualTo(50);
    broken.clear();
    Inbox[] processes = {started(), started(), started()};
    ExecutorService threads = Executors.newFixedThreadPool(processes.length);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (Inbox process : processes) {
        all.add(
            threads.submit(
                () ->
                    Eventually.holds(
                        "nothing is held", () -> process.retry(this::credit) == 0 && held() == 0)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(applied()).hasSize(50).doesNotHaveDuplicates();
    for (int key = 0; key < 5; key++) {
      String name = "key" + key + "-";
      assertThat(applied().stream().filter(id -> id.startsWith(name)))
          .containsExactlyElementsOf(IntStream.rangeClosed(1, 10).mapToObj(i -> name + i).toList());
    }
  }

  @Test
  void one_that_is_being_applied_is_not_taken_by_another_process() throws Exception {
    broken.add("k1");
    take(started(), message(0, "k", "k1"), message(1, "j", "j1"));
    broken.clear();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> slow =
          thread.submit(
              () ->
                  started()
                      .retry(
                          (tx, message) -> {
                            inside.countDown();
                            go.await();
                            credit(tx, message);
                          }));
      inside.await();
      assertThat(started().retry(this::credit)).isZero();
      go.countDown();
      assertThat(slow.get()).isEqualTo(1);
    } finally {
      go.countDown();
      thread.shutdown();
    }
    assertThat(applied()).containsExactlyInAnyOrder("j1", "k1");
  }

  @Test
  void a_line_that_empties_while_a_message_is_put_behind_it_does_not_get_stuck() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    int rounds = 60;
    int behind = 0;
    try {
      for (int round = 0; round < rounds; round++) {
        String key = "k" + round + "-";
        broken.add(key + 1);
        Inbox inbox = started();
        take(inbox, message(10L * round, key, key + 1));
        broken.clear();
        CountDownLatch inside = new CountDownLatch(1);
        Future<Integer> emptying =
            thread.submit(
                () ->
                    started()
                        .retry(
                            (tx, message) -> {
                              credit(tx, message);
                              inside.countDown();
                            }));
        inside.await();
        behind += take(inbox, message(10L * round + 1, key, key + 2)).held();
        emptying.get();
        retryAll(inbox);
        assertThat(held()).as("round " + round).isZero();
        assertThat(applied()).containsSubsequence(key + 1, key + 2).hasSize(2 * round + 2);
      }
    } finally {
      thread.shutdown();
    }
    System.out.printf("%s: %d of %d were put behind%n", db.name(), behind, rounds);
  }

  /** The decisive moment, held still: it was to be put behind, and the line is empty by then. */
  @Test
  void what_is_to_be_put_behind_in_a_line_that_is_empty_by_then_is_due() {
    broken.add("k1");
    Inbox inbox = started();
    take(inbox, message(0, "k", "k1"));
    broken.clear();
    // Between looking for the line and holding in it, the effect of another key runs.
    broken.add("j1");
    Inbox.Taken taken =
        inbox.take(
            List.of(message(1, "k", "k2"), message(2, "j", "j1")),
            (tx, message) -> {
              if (message.id().equals("j1") && held() == 1) {
                retryAll(started());
                assertThat(held()).isZero();
              }
              credit(tx, message);
            });
    assertThat(taken).isEqualTo(new Inbox.Taken(0, 0, 2, 0));
    assertThat(inbox.standing().waiting()).isEqualTo(2);
    assertThat(inbox.standing().behind()).isZero();
    broken.clear();
    retryAll(inbox);
    assertThat(applied()).containsSubsequence("k1", "k2").contains("j1");
  }

  /** As one that was believed dead and comes back: it does not know what was held since. */
  @Test
  void a_failure_in_a_line_that_is_held_by_then_is_put_behind() {
    Inbox late = started();
    take(late, message(0, "j", "j1"));
    broken.addAll(Set.of("k1", "k2"));
    take(started(), message(1, "k", "k1"));
    assertThat(take(late, message(2, "k", "k2"))).isEqualTo(new Inbox.Taken(0, 0, 1, 0));
    assertThat(late.standing().waiting()).isEqualTo(1);
    assertThat(late.standing().behind()).isEqualTo(1);
    broken.clear();
    retryAll(late);
    assertThat(applied()).containsExactly("j1", "k1", "k2");
  }

  @Test
  void it_knows_ten_thousand_held_lines_and_asks_about_more() {
    List<IncomingMessage> many = new ArrayList<>();
    for (int i = 0; i < 10_050; i++) {
      many.add(unfit(i, "key " + i, "id-" + i, "no"));
    }
    Inbox inbox = started();
    assertThat(inbox.take(many.subList(0, 10_000), this::credit).parked()).isEqualTo(10_000);
    assertThat(inbox.take(many.subList(10_000, many.size()), this::credit).parked()).isEqualTo(50);
    Inbox other = started();
    other.assigned(List.of(LANE));
    for (Inbox one : List.of(inbox, other)) {
      assertThat(
              take(
                  one,
                  message(20_000, "key 0", "behind-0"),
                  message(20_001, "key 10049", "behind-10049"),
                  message(20_002, "free", "free")))
          .satisfies(taken -> assertThat(taken.held()).isEqualTo(2));
    }
    assertThat(applied()).containsExactly("free");
    assertThat(inbox.standing().parked()).isEqualTo(10_050);
    assertThat(inbox.standing().behind()).isEqualTo(2);
    Sql.run(db.dataSource(), "delete from semel_inbox_held");
  }

  private List<String> decisions() {
    return Sql.texts(
        db.dataSource(),
        "select concat(decision, ': ', reason) from semel_inbox_decision where scope = '"
            + scope
            + "' order by decided_at");
  }

  private List<String> numbers() {
    return numbers("number");
  }

  private List<String> numbers(String column) {
    return Sql.texts(
        db.dataSource(),
        "select "
            + column
            + " from semel_inbox_held where scope = '"
            + scope
            + "' order by number");
  }
}
