// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Inbox;
import dev.semel.LedgerException;
import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.SemelException;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.InboxEvent.Why;
import dev.semel.spi.IncomingMessage;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What becomes of messages that are taken. */
@OnEveryServer
class TakeTest extends InboxContract {

  @Test
  void new_messages_are_applied_and_those_that_come_again_are_not() {
    Inbox inbox = started();
    IncomingMessage[] batch = {
      message(0, "k", "k1"), message(1, null, "n1"), message(2, "k", "k2")
    };
    assertThat(take(inbox, batch)).isEqualTo(new Inbox.Taken(3, 0, 0, 0));
    assertThat(take(inbox, batch)).isEqualTo(new Inbox.Taken(0, 3, 0, 0));
    assertThat(take(started(), batch[0])).isEqualTo(new Inbox.Taken(0, 1, 0, 0));
    assertThat(applied()).containsExactly("k1", "n1", "k2");
    assertThat(held()).isZero();
    List<InboxEvent.Taken> told = events(InboxEvent.Taken.class);
    assertThat(told).hasSize(3);
    assertThat(told.get(0).delivered()).isEqualTo(3);
    assertThat(told.get(0).applied()).isEqualTo(3);
    assertThat(told.get(1).duplicates()).isEqualTo(3);
    assertThat(told.get(0).took()).isPositive();
  }

  @Test
  void a_copy_at_another_place_is_a_duplicate() {
    Inbox inbox = started();
    assertThat(take(inbox, message(0, "k", "a"), message(1, "k", "a")))
        .isEqualTo(new Inbox.Taken(1, 1, 0, 0));
    assertThat(take(inbox, message(7, "k", "a"))).isEqualTo(new Inbox.Taken(0, 1, 0, 0));
    assertThat(applied()).containsExactly("a");
  }

  @Test
  void the_same_message_in_two_threads_is_applied_once() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 20; round++) {
        IncomingMessage[] batch = {
          message(2L * round, "k", "a" + round), message(2L * round + 1, null, "b" + round)
        };
        Future<Inbox.Taken> one = threads.submit(() -> take(started(), batch));
        Future<Inbox.Taken> other = threads.submit(() -> take(started(), batch));
        assertThat(one.get().applied() + other.get().applied()).isEqualTo(2);
        assertThat(one.get().duplicates() + other.get().duplicates()).isEqualTo(2);
      }
    } finally {
      threads.shutdown();
    }
    assertThat(applied()).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  void one_that_fails_is_held_with_those_of_its_key_behind_it_and_others_go() {
    broken.add("k2");
    Inbox inbox = started();
    Inbox.Taken taken =
        take(
            inbox,
            message(0, "k", "k1"),
            message(1, "k", "k2"),
            message(2, "j", "j1"),
            message(3, "k", "k3"),
            message(4, null, "n1"),
            message(5, "j", "j2"));
    assertThat(taken).isEqualTo(new Inbox.Taken(4, 0, 2, 0));
    assertThat(applied()).containsExactlyInAnyOrder("k1", "j1", "n1", "j2");
    Inbox.Standing standing = inbox.standing();
    assertThat(standing.waiting()).isEqualTo(1);
    assertThat(standing.behind()).isEqualTo(1);
    assertThat(standing.parked()).isZero();
    assertThat(standing.oldest()).isPresent();
    assertThat(events(InboxEvent.Retrying.class))
        .singleElement()
        .satisfies(
            retrying -> {
              assertThat(retrying.messageId()).isEqualTo("k2");
              assertThat(retrying.lane()).isEqualTo("orders/0");
              assertThat(retrying.attempts()).isEqualTo(1);
              assertThat(retrying.error())
                  .isEqualTo("java.lang.IllegalStateException: no account for it");
            });
  }

  @Test
  void the_next_delivery_of_a_held_key_is_put_behind_and_nothing_of_it_is_tried() {
    broken.add("k1");
    Inbox inbox = started();
    take(inbox, message(0, "k", "k1"));
    int before = tries.get();
    assertThat(take(inbox, message(1, "k", "k2"), message(2, "k", "k3")))
        .isEqualTo(new Inbox.Taken(0, 0, 2, 0));
    assertThat(tries).hasValue(before);
    assertThat(inbox.standing().behind()).isEqualTo(2);
  }

  @Test
  void another_process_knows_what_is_held_when_it_begins() {
    broken.add("k1");
    take(started(), message(0, "k", "k1"));
    Inbox other = started();
    other.assigned(List.of(LANE));
    assertThat(take(other, message(1, "k", "k2"))).isEqualTo(new Inbox.Taken(0, 0, 1, 0));
    assertThat(take(started(), message(2, "k", "k3"))).isEqualTo(new Inbox.Taken(0, 0, 1, 0));
    broken.clear();
    assertThat(retryAll(other)).isEqualTo(3);
    assertThat(applied()).containsExactly("k1", "k2", "k3");
  }

  @Test
  void what_is_held_and_comes_again_is_held_once() {
    broken.add("k1");
    broken.add("n1");
    IncomingMessage[] batch = {
      message(0, "k", "k1"), message(1, "k", "k2"), message(2, null, "n1")
    };
    assertThat(take(started(), batch)).isEqualTo(new Inbox.Taken(0, 0, 3, 0));
    assertThat(take(started(), batch)).isEqualTo(new Inbox.Taken(0, 0, 3, 0));
    Inbox inbox = started();
    assertThat(take(inbox, batch)).isEqualTo(new Inbox.Taken(0, 0, 3, 0));
    assertThat(held()).isEqualTo(3);
    broken.clear();
    assertThat(retryAll(inbox)).isEqualTo(3);
    assertThat(take(inbox, batch)).isEqualTo(new Inbox.Taken(0, 3, 0, 0));
    assertThat(applied()).hasSize(3).containsSubsequence("k1", "k2").contains("n1");
  }

  @Test
  void a_message_without_an_identity_is_parked_and_nothing_is_guessed() {
    Inbox inbox = started();
    Inbox.Taken taken =
        take(
            inbox,
            message(0, null, null, "x"),
            message(1, null, "has a space", "x"),
            message(2, null, "é", "x"),
            message(3, null, "x".repeat(256), "x"));
    assertThat(taken).isEqualTo(new Inbox.Taken(0, 0, 4, 4));
    assertThat(tries).hasValue(0);
    assertThat(reasons(inbox)).containsOnly(Why.NO_IDENTITY).hasSize(4);
    assertThat(inbox.parked(1).get(0).messageId()).isEmpty();
    assertThat(inbox.parked(1).get(0).error()).contains("nothing in the message tells it");
    assertThat(events(InboxEvent.Parked.class)).hasSize(4);
  }

  @Test
  void one_that_is_unfit_is_parked_where_it_stands_in_its_key() {
    Inbox inbox = started();
    broken.add("k1");
    Inbox.Taken taken =
        take(
            inbox,
            message(0, "k", "k1"),
            unfit(1, "k", "k2", "it is too\u0000large"),
            message(2, "k", "k3"));
    assertThat(taken).isEqualTo(new Inbox.Taken(0, 0, 3, 1));
    assertThat(inbox.parked(9))
        .singleElement()
        .satisfies(
            parked -> {
              assertThat(parked.why()).isEqualTo(Why.UNFIT);
              assertThat(parked.error()).isEqualTo("it is too large");
              assertThat(parked.messageId()).contains("k2");
              assertThat(parked.lane()).isEqualTo("orders/0");
              assertThat(parked.place()).isEqualTo(1);
              assertThat(parked.key()).contains("k");
              assertThat(parked.attempts()).isZero();
              assertThat(parked.behind()).isEqualTo(1);
            });
    broken.clear();
    retryAll(inbox);
    assertThat(applied()).containsExactly("k1");
    inbox.skip(inbox.parked(1).get(0).number(), "the producer was mended");
    retryAll(inbox);
    assertThat(applied()).containsExactly("k1", "k3");
    assertThat(held()).isZero();
  }

  @Test
  void the_same_id_with_another_body_is_parked_as_a_conflict_and_not_applied() {
    Inbox inbox = started();
    take(inbox, message(0, "k", "a", "ten"));
    assertThat(take(inbox, message(1, "k", "a", "ninety"), message(2, "k", "b")))
        .isEqualTo(new Inbox.Taken(0, 0, 2, 1));
    assertThat(reasons(inbox)).containsExactly(Why.CONFLICT);
    assertThat(inbox.parked(1).get(0).error()).doesNotContain("ninety").contains("SEMEL-006");
    assertThat(applied()).containsExactly("a");
    inbox.retry(inbox.parked(1).get(0).number());
    retryAll(inbox);
    assertThat(reasons(inbox)).as("it does not get better").containsExactly(Why.CONFLICT);
    inbox.skip(inbox.parked(1).get(0).number(), "ten was right");
    retryAll(inbox);
    assertThat(applied()).containsExactly("a", "b");
  }

  @Test
  void two_with_one_id_and_two_bodies_in_one_delivery_are_a_conflict() {
    Inbox inbox = started();
    assertThat(take(inbox, message(0, null, "a", "ten"), message(1, null, "a", "ninety")))
        .isEqualTo(new Inbox.Taken(1, 0, 1, 1));
    assertThat(reasons(inbox)).containsExactly(Why.CONFLICT);
  }

  @Test
  void one_that_is_older_than_the_memory_is_parked_as_forgotten() {
    Semel timed =
        Semel.with(db.dataSource())
            .scope(Scope.named(scope).timed().remembering(Duration.ofDays(2)))
            .build();
    Inbox inbox = timed.inbox(scope);
    Instant now = Instant.now();
    assertThat(
            take(
                inbox,
                born(0, "k", "old", now.minus(Duration.ofDays(3))),
                born(1, "k", "after", now),
                born(2, "j", "new", now),
                born(3, null, "nobody knows when", null),
                born(4, null, "ahead", now.plus(Duration.ofDays(3)))))
        .isEqualTo(new Inbox.Taken(1, 0, 4, 3));
    assertThat(reasons(inbox)).containsExactly(Why.FORGOTTEN, Why.NO_IDENTITY, Why.NO_IDENTITY);
    assertThat(applied()).containsExactly("new");
    assertThat(inbox.horizon()).isEqualTo(Duration.ofDays(2));
  }

  private static IncomingMessage born(long number, String key, String id, Instant origin) {
    return new IncomingMessage(
        id.replace(' ', '-'), LANE, number, key, origin, null, bytes("e"), bytes("b"));
  }

  @Test
  void a_time_no_database_can_keep_stops_nobody() {
    Inbox inbox = started();
    assertThat(
            take(
                inbox,
                born(0, null, "a", Instant.MAX),
                born(1, null, "b", Instant.parse("-5000-01-01T00:00:00Z")),
                message(2, null, "c")))
        .isEqualTo(new Inbox.Taken(1, 0, 2, 2));
    assertThat(reasons(inbox)).containsOnly(Why.NO_IDENTITY);
  }

  @Test
  void the_horizon_is_that_of_the_scope() {
    assertThat(started().horizon()).isEqualTo(Scope.HORIZON_DEFAULT);
  }

  @Test
  void with_one_attempt_a_failure_is_parked_at_once() {
    broken.add("k1");
    Inbox inbox = started().attemptsMax(1);
    assertThat(take(inbox, message(0, "k", "k1"), message(1, "k", "k2")))
        .isEqualTo(new Inbox.Taken(0, 0, 2, 1));
    assertThat(inbox.parked(9)).singleElement().extracting(Inbox.Parked::attempts).isEqualTo(1);
    assertThat(reasons(inbox)).containsExactly(Why.FAILED);
  }

  @Test
  void one_that_is_parked_alone_is_overtaken() {
    broken.add("k1");
    broken.add("k3");
    Inbox inbox = started().attemptsMax(1).parkingAlone();
    assertThat(
            take(
                inbox,
                message(0, "k", "k1"),
                message(1, "k", "k2"),
                message(2, "k", "k3"),
                unfit(3, "k", "k4", "no"),
                message(4, "k", "k5")))
        .isEqualTo(new Inbox.Taken(2, 0, 3, 3));
    assertThat(applied()).containsExactly("k2", "k5");
    assertThat(take(started().parkingAlone(), message(0, "k", "k1"), message(5, "k", "k6")))
        .as("one that comes again is known by its place")
        .isEqualTo(new Inbox.Taken(1, 0, 1, 0));
    assertThat(held()).isEqualTo(3);
  }

  @Test
  void a_key_may_have_any_character_and_comes_back_as_it_was() {
    String key = "a\u0000b\n\u00e9\ud83d\ude00'\"\\";
    List<IncomingMessage> seen = new ArrayList<>();
    broken.add("k1");
    Inbox inbox = started();
    Instant origin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    IncomingMessage message =
        new IncomingMessage(
            "k1", LANE, 5, key, origin, null, new byte[] {0, 1, -1}, new byte[] {-1, 0});
    take(inbox, message);
    int unused = inbox.retry((tx, held) -> seen.add(held));
    assertThat(seen)
        .singleElement()
        .satisfies(
            held -> {
              assertThat(held.id()).isEqualTo("k1");
              assertThat(held.lane()).isEqualTo(LANE);
              assertThat(held.number()).isEqualTo(5);
              assertThat(held.key()).isEqualTo(key);
              assertThat(held.origin()).isEqualTo(origin);
              assertThat(held.unfit()).isNull();
              assertThat(held.envelope()).containsExactly(0, 1, -1);
              assertThat(held.body()).containsExactly(-1, 0);
            });
  }

  @Test
  void a_failure_that_says_unspeakable_things_is_held_all_the_same() {
    Inbox inbox = started();
    Inbox.Taken taken =
        inbox.take(
            List.of(message(0, "k", "k1")),
            (tx, message) -> {
              throw new IllegalStateException("\u0000\ud800" + "x".repeat(3_000_000));
            });
    assertThat(taken).isEqualTo(new Inbox.Taken(0, 0, 1, 0));
  }

  @Test
  void an_error_of_the_effect_is_a_failure_of_its_message() {
    Inbox inbox = started();
    Inbox.Taken taken =
        inbox.take(
            List.of(message(0, "k", "k1"), message(1, "j", "j1")),
            (tx, message) -> {
              if (message.id().equals("k1")) {
                throw new StackOverflowError();
              }
              credit(tx, message);
            });
    assertThat(taken).isEqualTo(new Inbox.Taken(1, 0, 1, 0));
  }

  @Test
  void while_the_database_is_away_nothing_is_settled_and_nothing_counted() {
    boolean[] away = new boolean[1];
    Semel shaky =
        Semel.on(
            new Raw(db.url()) {
              @Override
              public Connection getConnection() throws SQLException {
                if (away[0]) {
                  throw new SQLTransientConnectionException("no connection", "08001");
                }
                return super.getConnection();
              }
            });
    Inbox inbox = shaky.inbox(scope);
    take(inbox, message(0, "k", "k1"));
    away[0] = true;
    assertThatThrownBy(() -> take(inbox, message(1, "k", "k2"))).isInstanceOf(SemelException.class);
    assertThatThrownBy(() -> inbox.retry(this::credit)).isInstanceOf(SemelException.class);
    assertThatThrownBy(() -> inbox.assigned(List.of(LANE))).isInstanceOf(SemelException.class);
    away[0] = false;
    assertThat(take(inbox, message(1, "k", "k2"))).isEqualTo(new Inbox.Taken(1, 0, 0, 0));
    assertThat(held()).isZero();
  }

  @Test
  void trouble_of_the_database_is_not_held_against_a_message() {
    Inbox inbox = started();
    IncomingMessage[] batch = {message(0, "k", "k1"), message(1, "j", "j1")};
    broken.add("k1");
    assertThatThrownBy(
            () ->
                inbox.take(
                    List.of(batch),
                    (tx, message) -> {
                      if (message.id().equals("j1")) {
                        throw new SQLException("somebody has it locked", "55P03");
                      }
                      credit(tx, message);
                    }))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("SEMEL-054")
        .hasMessageContaining("2 messages");
    assertThat(held()).isZero();
    broken.clear();
    assertThat(take(inbox, batch)).isEqualTo(new Inbox.Taken(2, 0, 0, 0));
  }

  @Test
  void what_is_published_leaves_with_its_effect() {
    Inbox inbox = started();
    inbox.take(
        List.of(message(0, "k", "k1")),
        (tx, message) -> tx.publish(dev.semel.Message.to("invoices").body(message.id())));
    assertThat(Sql.texts(db.dataSource(), "select topic from semel_outbox"))
        .containsExactly("invoices");
  }

  @Test
  void an_effect_that_commits_is_refused_and_its_message_is_held() {
    Inbox inbox = started();
    Inbox.Taken taken =
        inbox.take(
            List.of(message(0, "k", "k1")),
            (tx, message) -> {
              credit(tx, message);
              tx.connection().commit();
            });
    assertThat(taken.held()).isEqualTo(1);
    assertThat(applied()).isEmpty();
  }

  @Test
  void no_messages_are_nothing_and_too_many_are_refused() {
    Inbox inbox = started();
    assertThat(inbox.take(List.of(), this::credit)).isEqualTo(new Inbox.Taken(0, 0, 0, 0));
    assertThatThrownBy(() -> inbox.take(line("k", 0, 10_001), this::credit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10001");
  }

  @Test
  void a_bad_choice_is_refused() {
    Inbox inbox = started();
    assertThatThrownBy(() -> inbox.attemptsMax(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> inbox.retryingAfter(Duration.ZERO, Duration.ofDays(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> semel.inbox("a scope with spaces"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
