// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Message;
import dev.semel.Outbox;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.SemelException;
import dev.semel.internal.sql.Database;
import dev.semel.internal.sql.LogPosition;
import dev.semel.internal.sql.LogReading;
import dev.semel.internal.sql.LogRow;
import dev.semel.internal.sql.RelayName;
import dev.semel.spi.Publisher;
import dev.semel.spi.RelayEvent;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a relay does with messages that go, and with those that do not. */
@OnEveryServer
class RelayContractTest extends OutboxContract {

  private static Outlet.Answer when(boolean so, Outlet.Answer answer) {
    return so ? answer : Outlet.Answer.TAKEN;
  }

  private void refusing(Predicate<String> which) {
    outlet.answering(message -> when(which.test(message.text()), Outlet.Answer.REFUSED));
  }

  @Test
  void an_early_message_is_held_and_its_key_does_not_wait() {
    publish(
        message("t", "k", 2).notBefore(Instant.now().plus(Duration.ofHours(1))),
        message("t", "k", 1),
        message("t", "k", 3).notBefore(Instant.now().minusSeconds(60)));
    Relay relay = relay();
    assertThat(relay.runOnce()).isEqualTo(2);
    assertThat(outlet.texts()).containsExactly("1", "3");
    assertThat(held()).isEqualTo(1);
    assertThat(backlog()).isZero();
    assertThat(shop.outbox().parked("relay", 9)).isEmpty();
    assertThat(relay.runOnce()).isZero();
  }

  @Test
  void an_early_message_is_sent_when_its_time_has_come() {
    Instant due = Instant.now().plusMillis(500);
    List<Instant> sent = new CopyOnWriteArrayList<>();
    outlet.answering(
        message -> {
          sent.add(Instant.now());
          return Outlet.Answer.TAKEN;
        });
    publish(message("t", "k", 1).notBefore(due));
    Relay relay = relay();
    untilTaken(relay, 1);
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0)).isAfter(due.minusMillis(1));
    until(relay, "it is not held any more", () -> held() == 0);
  }

  @Test
  void an_early_message_joins_the_end_of_a_parked_key() {
    refusing(text -> text.equals("1"));
    publish(
        message("t", "k", 1),
        message("t", "k", 2).notBefore(Instant.now().plusMillis(300)),
        message("t", "k", 3));
    Relay relay = relay();
    until(
        relay,
        "both others are behind it",
        () -> shop.outbox().parked("relay", 9).stream().anyMatch(parked -> parked.behind() == 2));
    assertThat(outlet.taken()).isEmpty();
    outlet.takingAll();
    shop.outbox().skip("relay", shop.outbox().parked("relay", 1).get(0).messageId(), "test");
    untilTaken(relay, 2);
    assertThat(outlet.texts()).containsExactlyInAnyOrder("2", "3");
  }

  @Test
  void a_message_that_is_too_late_is_not_sent_but_counted_and_told() {
    Instant past = Instant.parse("2026-01-02T03:04:05Z");
    publish(
        message("t", "k", 1).id("late-1").deliverBy(past),
        message("t", "k", 2).deliverBy(Instant.now().plusSeconds(600)),
        message("t", null, 3).id("late-3").deliverBy(past));
    Relay relay = relay();
    assertThat(relay.runOnce()).isEqualTo(1);
    assertThat(outlet.texts()).containsExactly("2");
    assertThat(events(RelayEvent.Expired.class))
        .containsExactly(
            new RelayEvent.Expired("relay", "late-1", "t", past),
            new RelayEvent.Expired("relay", "late-3", "t", past));
    assertThat(shop.outbox().relays().get(0).expired()).isEqualTo(2);
    assertThat(backlog()).isZero();
  }

  @Test
  void a_message_that_was_read_in_time_is_not_sent_too_late_after_an_outage() {
    outlet.answering(message -> Outlet.Answer.UNKNOWN);
    publish(message("t", "k", 1).deliverBy(Instant.now().plusMillis(800)), message("t", "k", 2));
    Relay relay = built(impatient(outlet));
    until(relay, "it was tried", () -> !events(RelayEvent.Outage.class).isEmpty());
    assertThat(outlet.tries("1")).isPositive();
    until(relay, "it expired", () -> events(RelayEvent.Expired.class).size() == 1);
    outlet.takingAll();
    untilTaken(relay, 1);
    assertThat(outlet.texts()).containsExactly("2");
    assertThat(shop.outbox().relays().get(0).expired()).isEqualTo(1);
  }

  @Test
  void a_held_message_expires_too_and_lets_its_key_go() {
    outlet.answering(message -> when(message.text().equals("1"), Outlet.Answer.FAILED));
    publish(message("t", "k", 1).deliverBy(Instant.now().plusMillis(400)), message("t", "k", 2));
    Relay relay = built(impatient(outlet).attemptsMax(1_000_000));
    untilTaken(relay, 1);
    assertThat(outlet.texts()).containsExactly("2");
    until(relay, "nothing is held", () -> held() == 0);
    assertThat(events(RelayEvent.Expired.class)).hasSize(1);
  }

  @Test
  void a_refused_message_parks_its_key_and_others_flow() {
    refusing(text -> text.equals("1"));
    publish(message("t", "k", 0), message("t", "k", 1).id("bad"), message("t", "k", 2));
    publish(message("t", "other", 5), message("u", "k", 6), message("t", null, 7));
    Relay relay = relay();
    assertThat(relay.runOnce()).isEqualTo(4);
    publish(message("t", "k", 3), message("t", "other", 8));
    assertThat(relay.runOnce()).isEqualTo(1);
    assertThat(outlet.texts("t")).contains("0", "5", "7", "8").doesNotContain("1", "2", "3");
    assertThat(outlet.tries("1")).isEqualTo(1);
    List<Outbox.Parked> parked = shop.outbox().parked("relay", 10);
    assertThat(parked).hasSize(1);
    assertThat(parked.get(0).messageId()).isEqualTo("bad");
    assertThat(parked.get(0).topic()).isEqualTo("t");
    assertThat(parked.get(0).key()).contains("k");
    assertThat(parked.get(0).attempts()).isEqualTo(1);
    assertThat(parked.get(0).error()).isEqualTo("not wanted");
    assertThat(parked.get(0).behind()).isEqualTo(2);
    assertThat(shop.outbox().parked("relay", "t", 10)).isEqualTo(parked);
    assertThat(shop.outbox().parked("relay", "T", 10)).isEmpty();
    assertThat(shop.outbox().relays().get(0).parked()).isEqualTo(1);
    assertThat(events(RelayEvent.Refused.class))
        .containsExactly(new RelayEvent.Refused("relay", "bad", "t", "not wanted"));
  }

  @Test
  void a_retry_sends_it_under_its_id_and_those_behind_it_in_order() {
    refusing(text -> text.equals("1"));
    publish(
        IntStream.rangeClosed(1, 20).mapToObj(i -> message("t", "k", i).id("id-" + i)).toList());
    Relay relay = built(impatient(outlet).batchSizeMax(4));
    until(relay, "all are held", () -> held() == 20);
    closeRelays();
    refusing(text -> text.equals("7"));
    shop.outbox().retry("relay", "id-1");
    Relay next = built(impatient(outlet).batchSizeMax(4));
    untilTaken(next, 6);
    until(next, "the seventh is parked", () -> !shop.outbox().parked("relay", 1).isEmpty());
    publish(message("t", "k", 21).id("id-21"));
    assertThat(shop.outbox().parked("relay", 1).get(0).messageId()).isEqualTo("id-7");
    outlet.takingAll();
    shop.outbox().retry("relay", "id-7");
    untilTaken(next, 21);
    outlet.assertInOrderPerKey();
    assertThat(outlet.taken()).hasSize(21).allMatch(sent -> sent.id().equals("id-" + sent.text()));
    until(next, "nothing is held", () -> held() == 0);
  }

  @Test
  void a_skip_needs_a_reason_and_lets_the_key_go() {
    refusing(text -> text.equals("1"));
    publish(message("t", "k", 1).id("bad"), message("t", "k", 2), message("t", "k", 3));
    Relay relay = relay();
    until(relay, "it is parked", () -> shop.outbox().parked("relay", 1).size() == 1);
    assertThat(catchThrowable(() -> shop.outbox().skip("relay", "bad", " ")))
        .isInstanceOf(IllegalArgumentException.class);
    assertCode(catchThrowable(() -> shop.outbox().skip("relay", "other", "why")), "SEMEL-043");
    assertCode(catchThrowable(() -> shop.outbox().retry("nobody", "bad")), "SEMEL-043");
    shop.outbox().skip("relay", "bad", "they never had that order");
    assertCode(catchThrowable(() -> shop.outbox().skip("relay", "bad", "again")), "SEMEL-043");
    untilTaken(relay, 2);
    assertThat(outlet.texts()).containsExactly("2", "3");
    assertThat(outlet.tries("1")).isEqualTo(1);
    assertThat(
            Sql.texts(
                db.dataSource(),
                "select concat(decision, ': ', reason) from semel_outbox_decision"))
        .containsExactly("skip: they never had that order");
  }

  @Test
  void whatever_a_publisher_says_about_a_message_it_can_be_kept() {
    Publisher rude =
        (batch, answers) -> {
          answers.refused(0, "a\u0000b\n\ud83d" + "\ud83d\ude00".repeat(100_000));
          answers.failed(1, new IllegalStateException("\u0000"));
        };
    publish(message("t", "k", 1), message("t", "other", 2));
    Relay relay = built(impatient(rude).attemptsMax(1));
    until(relay, "both are parked", () -> shop.outbox().parked("relay", 9).size() == 2);
    assertThat(shop.outbox().parked("relay", 9).get(0).error())
        .startsWith("a b ?")
        .hasSizeLessThan(10_000);
  }

  @Test
  void a_message_can_be_parked_alone() {
    refusing(text -> text.equals("1"));
    publish(message("t", "k", 1).id("bad"), message("t", "k", 2), message("t", "k", 3));
    Relay relay = built(impatient(outlet).onRefusal(Relay.OnRefusal.PARK_MESSAGE));
    untilTaken(relay, 2);
    assertThat(outlet.texts()).containsExactly("2", "3");
    assertThat(shop.outbox().parked("relay", 9)).hasSize(1);
    outlet.takingAll();
    shop.outbox().retry("relay", "bad");
    untilTaken(relay, 3);
    assertThat(outlet.texts()).containsExactly("2", "3", "1");
  }

  @Test
  void a_refusal_can_stop_the_relay_until_somebody_resumes_it() {
    refusing(text -> text.equals("1"));
    publish(message("t", "k", 1).id("bad"));
    Relay relay = built(impatient(outlet).onRefusal(Relay.OnRefusal.STOP));
    until(
        relay,
        "it is stopped",
        () -> shop.outbox().relays().stream().anyMatch(row -> row.paused().isPresent()));
    publish(message("t", "other", 2));
    assertThat(relay.runOnce()).isZero();
    assertThat(shop.outbox().relays().get(0).paused().orElseThrow()).contains("bad");
    closeRelays();
    Relay next = built(impatient(outlet).onRefusal(Relay.OnRefusal.STOP));
    assertThat(next.runOnce()).as("another process finds it stopped").isZero();
    shop.outbox().resume("relay");
    untilTaken(next, 1);
    assertThat(outlet.texts()).containsExactly("2");
    assertThat(shop.outbox().parked("relay", 9)).hasSize(1);
  }

  @Test
  void what_fails_is_tried_again_and_parked_in_the_end() {
    outlet.answering(message -> when(message.text().equals("1"), Outlet.Answer.FAILED));
    publish(message("t", "k", 1).id("bad"), message("t", "k", 2), message("t", "other", 3));
    Relay relay = built(impatient(outlet).attemptsMax(4));
    until(relay, "it is parked", () -> shop.outbox().parked("relay", 1).size() == 1);
    assertThat(outlet.tries("1")).isEqualTo(4);
    assertThat(outlet.ids("1")).containsExactly("bad");
    assertThat(outlet.texts()).containsExactly("3");
    Outbox.Parked parked = shop.outbox().parked("relay", 1).get(0);
    assertThat(parked.attempts()).isEqualTo(4);
    assertThat(parked.error()).contains("not this time");
    assertThat(parked.behind()).isEqualTo(1);
    assertThat(events(RelayEvent.Retrying.class).stream().map(RelayEvent.Retrying::attempts))
        .containsExactly(1, 2, 3);
    assertThat(events(RelayEvent.GaveUp.class))
        .containsExactly(new RelayEvent.GaveUp("relay", "bad", "t", 4));
  }

  @Test
  void what_fails_once_keeps_its_place_in_its_key() {
    outlet.answering(
        message ->
            when(
                Integer.parseInt(message.text()) % 5 == 0 && outlet.tries(message.text()) < 2,
                Outlet.Answer.FAILED));
    publish(IntStream.range(0, 60).mapToObj(i -> message("t", "k" + i % 4, i)).toList());
    Relay relay = built(impatient(outlet).batchSizeMax(8));
    untilTaken(relay, 60);
    assertThat(outlet.taken()).hasSize(60);
    outlet.assertInOrderPerKey();
    until(relay, "nothing is held", () -> held() == 0);
  }

  @Test
  void an_outage_burns_no_attempts_and_loses_nothing() {
    outlet.answering(message -> Outlet.Answer.UNKNOWN);
    publish(IntStream.range(0, 40).mapToObj(i -> message("t", "k" + i % 4, i)).toList());
    Relay relay = built(impatient(outlet).attemptsMax(1));
    until(relay, "it was tried twice", () -> events(RelayEvent.Outage.class).size() >= 2);
    assertThat(outlet.taken()).isEmpty();
    assertThat(held()).isZero();
    assertThat(backlog()).isEqualTo(40);
    outlet.takingAll();
    publish(IntStream.range(40, 60).mapToObj(i -> message("t", "k" + i % 4, i)).toList());
    untilTaken(relay, 60);
    assertThat(outlet.taken()).hasSize(60);
    outlet.assertInOrderPerKey();
    assertThat(shop.outbox().parked("relay", 9)).isEmpty();
    assertThat(events(RelayEvent.Recovered.class)).isNotEmpty();
    assertThat(events(RelayEvent.Retrying.class)).isEmpty();
  }

  @Test
  void a_dead_destination_goes_at_its_own_pace_and_recovers_in_order() {
    outlet.answering(message -> when(message.topic().equals("dead"), Outlet.Answer.UNKNOWN));
    Relay relay = built(impatient(outlet).batchSizeMax(20).attemptsMax(1));
    for (int round = 0; round < 5; round++) {
      int from = round * 30;
      publish(
          IntStream.range(from, from + 30)
              .mapToObj(i -> message(i % 3 == 0 ? "dead" : "live", "k" + i % 4, i))
              .toList());
      untilTaken(relay, (round + 1) * 20);
    }
    assertThat(outlet.texts("dead")).isEmpty();
    assertThat(outlet.texts("live")).hasSize(100);
    assertThat(events(RelayEvent.Outage.class))
        .isNotEmpty()
        .allMatch(outage -> "dead".equals(outage.topic()));
    closeRelays();
    Relay next = built(impatient(outlet).batchSizeMax(20).attemptsMax(1));
    int unused = next.runOnce();
    outlet.takingAll();
    publish(message("dead", "k0", 150), message("live", "k0", 151));
    untilTaken(next, 152);
    assertThat(outlet.taken()).hasSize(152);
    outlet.assertInOrderPerKey();
    assertThat(backlog()).isZero();
    assertThat(shop.outbox().parked("relay", 9)).isEmpty();
  }

  @Test
  void a_pause_holds_in_every_process() {
    Relay first = relay();
    publish(message("t", "k", 1));
    untilTaken(first, 1);
    shop.outbox().pause("relay", "the receiver moves house");
    publish(message("t", "k", 2));
    assertThat(first.runOnce()).isZero();
    assertThat(shop.outbox().relays().get(0).paused()).contains("the receiver moves house");
    first.close();
    Relay second = relay();
    assertThat(second.runOnce()).isZero();
    assertThat(outlet.texts()).containsExactly("1");
    shop.outbox().resume("relay");
    shop.outbox().resume("relay");
    untilTaken(second, 2);
    assertThat(shop.outbox().relays().get(0).paused()).isEmpty();
    assertCode(catchThrowable(() -> shop.outbox().pause("nobody", "why")), "SEMEL-043");
  }

  @Test
  void one_leads_and_hands_its_lease_back_when_it_closes() {
    Relay first = built(impatient(outlet).lease(Duration.ofMinutes(5)).owner("first"));
    Relay second = built(impatient(outlet).lease(Duration.ofMinutes(5)).owner("second"));
    assertThat(first.runOnce()).isZero();
    publish(message("t", "k", 1));
    assertThat(second.runOnce()).isEqualTo(-1);
    assertThat(shop.outbox().relays().get(0).owner()).contains("first");
    assertThat(first.runOnce()).isEqualTo(1);
    first.close();
    assertThat(shop.outbox().relays().get(0).owner()).isEmpty();
    publish(message("t", "k", 2));
    assertThat(second.runOnce()).isEqualTo(1);
    assertThat(outlet.texts()).containsExactly("1", "2");
    assertThat(events(RelayEvent.Leading.class).stream().map(RelayEvent.Leading::fence))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void a_restarted_process_takes_its_own_lease_at_once() {
    Relay dead = built(impatient(outlet).lease(Duration.ofMinutes(5)).owner("pod-0"));
    assertThat(dead.runOnce()).isZero();
    publish(message("t", "k", 1));
    Relay restarted = built(impatient(outlet).lease(Duration.ofMinutes(5)).owner("pod-0"));
    assertThat(restarted.runOnce()).isEqualTo(1);
  }

  @Test
  void a_leader_that_was_overtaken_marks_nothing() {
    Outlet slow = new Outlet();
    Relay stale = built(impatient(slow).owner("stale"));
    assertThat(stale.runOnce()).isZero();
    publish(message("t", "k", 1));
    refusing(text -> text.equals("1"));
    Relay next = built(impatient(outlet).owner("next"));
    Eventually.holds("the lease is over", () -> next.runOnce() >= 0);
    until(next, "the message is parked", () -> shop.outbox().parked("relay", 1).size() == 1);
    publish(message("t", "other", 2));
    assertThat(stale.runOnce()).isEqualTo(-1);
    assertThat(slow.taken()).isEmpty();
    assertThat(events(RelayEvent.Left.class)).anyMatch(RelayEvent.Left::overtaken);
    assertThat(shop.outbox().relays().get(0).owner()).contains("next");
    assertThat(next.runOnce()).isEqualTo(1);
    assertThat(shop.outbox().parked("relay", 1)).hasSize(1);
  }

  @Test
  void shares_send_everything_once_between_them() {
    Outlet other = new Outlet();
    Relay even = built(impatient(outlet).share(0, 2));
    Relay odd = built(impatient(other).share(1, 2));
    publish(IntStream.range(0, 200).mapToObj(i -> message("t", "k" + i % 40, i)).toList());
    assertThat(even.runOnce() + odd.runOnce()).isEqualTo(200);
    assertThat(outlet.taken()).isNotEmpty();
    assertThat(other.taken()).isNotEmpty();
    assertThat(outlet.texts()).doesNotContainAnyElementsOf(other.texts());
    outlet.assertInOrderPerKey();
    other.assertInOrderPerKey();
    assertThat(shop.outbox().relays()).hasSize(2).allMatch(row -> row.backlog() == 0);
  }

  @Test
  void the_number_of_shares_changes_when_the_old_ones_have_stopped() {
    refusing(text -> text.equals("7"));
    Relay whole = relay();
    publish(IntStream.range(0, 40).mapToObj(i -> message("t", "k" + i % 8, i)).toList());
    until(whole, "one is parked", () -> shop.outbox().parked("relay", 1).size() == 1);
    Outlet other = new Outlet();
    Relay odd = built(impatient(other).share(1, 2));
    assertThat(odd.runOnce()).as("while the old one leads").isEqualTo(-1);
    whole.close();
    outlet.takingAll();
    publish(IntStream.range(40, 80).mapToObj(i -> message("t", "k" + i % 8, i)).toList());
    Relay even = built(impatient(outlet).share(0, 2));
    shop.outbox().retry("relay", shop.outbox().parked("relay", 1).get(0).messageId());
    Eventually.holds(
        "all were taken",
        () -> {
          int unused = odd.runOnce() + even.runOnce();
          return outlet.taken().size() + other.taken().size() >= 80;
        });
    outlet.assertInOrderPerKey();
    other.assertInOrderPerKey();
    assertThat(outlet.texts()).doesNotContainAnyElementsOf(other.texts());
    assertThat(other.taken()).isNotEmpty();
    assertThat(shop.outbox().relays()).hasSize(2);
  }

  @Test
  void a_relay_is_forgotten_once_nobody_runs_it() {
    refusing(text -> text.equals("1"));
    publish(message("t", "k", 1), message("t", "k", 2));
    Relay relay = relay();
    until(relay, "both are held", () -> held() == 2);
    assertCode(catchThrowable(() -> shop.outbox().forget("relay")), "SEMEL-043");
    relay.close();
    shop.outbox().forget("relay");
    assertThat(shop.outbox().relays()).isEmpty();
    assertThat(held()).isZero();
    assertCode(catchThrowable(() -> shop.outbox().forget("relay")), "SEMEL-043");
    closeRelays();
    outlet.takingAll();
    publish(message("t", "k", 3));
    Relay successor = built(impatient(outlet).named("successor"));
    until(successor, "the new message is taken", () -> outlet.texts().contains("3"));
  }

  @Test
  void a_second_relay_gets_all_messages_where_rows_stay() {
    assumeTrue(db.isPostgreSql(), "elsewhere a row goes when it was sent");
    publish(message("t", "k", 1), message("t", "k", 2));
    assertThat(relay().runOnce()).isEqualTo(2);
    Outlet audit = new Outlet();
    assertThat(built(impatient(audit).named("audit")).runOnce()).isEqualTo(2);
    assertThat(audit.texts()).containsExactly("1", "2");
  }

  @Test
  void a_second_relay_is_refused_where_rows_go() {
    assumeFalse(db.isPostgreSql(), "rows stay there");
    publish(message("t", "k", 1));
    Relay first = relay();
    Relay second = built(impatient(new Outlet()).named("audit"));
    assertThat(first.runOnce()).isEqualTo(1);
    Throwable refused = catchThrowable(second::runOnce);
    assertCode(refused, "SEMEL-044");
    assertThat(refused).hasMessageContaining("audit").hasMessageContaining("relay relay");
    first.close();
    assertCode(catchThrowable(second::runOnce), "SEMEL-044");
    shop.outbox().forget("relay");
    assertThat(second.runOnce()).isZero();
    assertThat(shop.outbox().relays()).extracting(Outbox.Standing::relay).containsExactly("audit");
  }

  @Test
  void of_two_messages_that_took_turns_the_later_never_overtakes() throws Exception {
    Relay relay = relay();
    try (Connection slow = begun()) {
      shop.outbox().publish(slow, message("t", "k", 1));
      publish(message("t", "other", 0));
      int unused = relay.runOnce();
      slow.commit();
      // Whoever had to wait for the first one writes now.
      publish(message("t", "k", 2));
      publish(message("t", "k", 3));
    }
    untilTaken(relay, 4);
    assertThat(outlet.taken()).hasSize(4);
    outlet.assertInOrderPerKey();
  }

  @Test
  void without_a_look_back_the_later_one_would_overtake() throws Exception {
    assumeFalse(db.isPostgreSql(), "its horizon is what keeps the order there");
    publish(message("t", "k", 1), message("t", "other", 0), message("t", "k", 2));
    Database database = Database.of(db.isH2() ? Database.Kind.H2 : Database.Kind.MARIADB, schema());
    try (Connection c = begun()) {
      List<Long> ids =
          Sql.texts(c, "select id from semel_outbox order by id").stream()
              .map(Long::valueOf)
              .toList();
      LogPosition after = new LogPosition(0, ids.get(1));
      // The first one was committed behind the second, which is on its way.
      assertThat(read(database, c, after, Set.of(ids.get(1))))
          .startsWith(ids.get(0))
          .doesNotContain(ids.get(2));
      // Whoever took it for one that is on its way would go on to the third.
      assertThat(read(database, c, after, Set.of(ids.get(0), ids.get(1))))
          .containsExactly(ids.get(2));
    }
  }

  private String schema() throws Exception {
    try (Connection c = db.dataSource().getConnection()) {
      return Sql.text(c, db.isH2() ? "select current_schema" : "select database()");
    }
  }

  private static List<Long> read(
      Database database, Connection c, LogPosition after, Set<Long> known) throws Exception {
    RelayName all = new RelayName("relay", 0, 1);
    return database
        .relay()
        .read(c, new LogReading(all, after, null, null, List.of(), known, false, 100))
        .rows()
        .stream()
        .map(LogRow::at)
        .map(LogPosition::id)
        .toList();
  }

  @Test
  void a_late_commit_is_found_when_nothing_follows_it() throws Exception {
    Relay relay = relay();
    try (Connection slow = begun()) {
      shop.outbox().publish(slow, message("t", "k", 1));
      publish(message("t", "other", 0));
      int unused = relay.runOnce();
      slow.commit();
    }
    untilTaken(relay, 2);
    assertThat(outlet.texts()).containsExactlyInAnyOrder("0", "1");
    assertThat(backlog()).isZero();
  }

  @Test
  void a_relay_whose_connection_was_cut_begins_anew() throws Exception {
    assumeFalse(db.isH2(), "there is nothing between it and us that could be cut");
    HikariDataSource one = db.pool(1);
    Semel cut = Semel.with(one).build();
    publish(message("t", "k", 1));
    try (Relay relay =
        cut.relay().to(outlet).lease(Duration.ofMillis(500)).owner("pod-0").build()) {
      db.kill(session(one));
      Eventually.holds("it leads on a new connection", () -> sends(relay, "1"));
      String leads = Sql.text(db.dataSource(), "select owner from semel_relay");
      assertThat(leads).isEqualTo("pod-0");
    }
    try (Relay relay =
        cut.relay().to(outlet).lease(Duration.ofMillis(500)).owner("pod-0").build()) {
      String session = session(one);
      assertThat(relay.runOnce()).isZero();
      publish(message("t", "k", 2));
      db.kill(session);
      Eventually.holds("it leads again", () -> sends(relay, "2"));
    }
    assertThat(outlet.texts()).startsWith("1").endsWith("2");
  }

  private String session(HikariDataSource one) throws Exception {
    try (Connection c = one.getConnection()) {
      return db.session(c);
    }
  }

  private boolean sends(Relay relay, String text) {
    try {
      return relay.runOnce() >= 0 && outlet.texts().contains(text);
    } catch (SemelException e) {
      return false;
    }
  }

  @Test
  void a_started_relay_sends_by_itself() {
    try (Relay relay = impatient(outlet).start()) {
      for (int i = 0; i < 5; i++) {
        publish(message("t", "k", i));
      }
      Eventually.holds("five are taken", () -> outlet.taken().size() == 5);
      assertThat(catchThrowable(relay::runOnce)).isInstanceOf(IllegalStateException.class);
    }
    outlet.assertInOrderPerKey();
    Message unsent = message("t", "k", 9);
    publish(unsent);
    assertThat(outlet.taken()).hasSize(5);
  }
}
