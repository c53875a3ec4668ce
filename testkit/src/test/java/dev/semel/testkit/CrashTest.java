// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CrashTest {
  private static final Invariant MONEY =
      Invariants.conserved("select sum(balance) from account", 120);
  private static final Invariant EFFECTS =
      Invariants.exactlyOncePer("select payment from credit", "p1", "p2");

  private interface Listener {
    void onMessage(DataSource database, String payment) throws SQLException;
  }

  private DataSource database;

  @BeforeEach
  void open() throws SQLException {
    database = Bank.h2();
  }

  private Crash crash(Listener listener) {
    return Crash.in(database)
        .given(Bank::reset)
        .flow(
            world -> {
              world.deliver("p1", () -> listener.onMessage(world.database(), "p1"));
              world.deliver("p2", () -> listener.onMessage(world.database(), "p2"));
            })
        .always(MONEY, EFFECTS);
  }

  @Test
  void dedup_and_effect_in_one_transaction_survive_any_two_deaths() {
    CrashReport report = crash(Bank::careful).deaths(2).run().assertHolds();

    assertThat(report.deaths()).isGreaterThan(report.schedules());
    assertThat(report.stepsSpared()).isEmpty();
    assertThat(report.toString()).contains("all invariants held");
  }

  @Test
  void without_twins_fewer_schedules_find_the_same() {
    CrashReport all = crash(Bank::careful).deaths(2).run();
    CrashReport fewer = crash(Bank::careful).deaths(2).withoutTwins().run().assertHolds();

    assertThat(fewer.schedules()).isBetween(all.schedules() / 5, all.schedules() / 3);
    assertThat(fewer.stepsSpared()).isEmpty();
    assertThat(crash(Bank::marksLast).withoutTwins().run().violations())
        .isEqualTo(crash(Bank::marksLast).run().violations());
  }

  @Test
  void without_dedup_a_death_after_the_commit_doubles_the_effect() {
    CrashReport report = crash(Bank::naive).run();

    assertThat(report.holds()).isFalse();
    assertThatThrownBy(report::assertHolds)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("double: p1 has 2 effects")
        .hasMessageContaining("is 130, expected 120")
        .hasMessageContaining("after commit @Bank.java:")
        .hasMessageContaining("<== LIFE 1 DIES HERE: it is committed")
        .hasMessageContaining("CrashTest#without_dedup_a_death_after_the_commit_doubles_the_effect")
        .hasMessageContaining("-Dsemel.plan=10")
        .hasMessageContaining("see it drawn: file:/");
  }

  @Test
  void a_mark_before_the_effect_loses_it() {
    assertThat(crash(Bank::marksFirst).run().violations()).anyMatch(v -> v.startsWith("lost: p1"));
  }

  @Test
  void a_mark_after_the_effect_doubles_it() {
    assertThat(crash(Bank::marksLast).run().violations()).anyMatch(v -> v.startsWith("double: p1"));
  }

  @Test
  void the_failed_schedule_fails_again_by_its_plan_and_another_does_not() {
    FaultPlan failed = crash(Bank::marksLast).run().failedPlan().orElseThrow();

    assertThat(crash(Bank::marksLast).plan(FaultPlan.parse(failed.toString())).run().holds())
        .isFalse();
    assertThat(crash(Bank::marksLast).plan(FaultPlan.of(1)).run().holds()).isTrue();
  }

  @Test
  void who_swallows_the_death_is_still_dead() {
    AtomicInteger swallowed = new AtomicInteger();
    Listener stubborn =
        (db, payment) -> {
          try {
            Bank.careful(db, payment);
          } catch (Throwable e) {
            swallowed.incrementAndGet();
          }
        };
    crash(stubborn).deaths(2).run().assertHolds();
    assertThat(swallowed.get()).isPositive();
  }

  @Test
  void a_cut_connection_does_not_commit_what_it_held() throws SQLException {
    Listener doomed =
        (db, payment) -> {
          try (Connection connection = db.getConnection()) {
            connection.setAutoCommit(false);
            Bank.credit(connection, payment);
            connection.commit();
          }
        };
    CrashReport report = crash(doomed).plan(FaultPlan.of(8)).run();
    assertThat(report.deathsByPlace().keySet()).allMatch(place -> place.startsWith("after insert"));
    assertThat(report.holds()).isTrue();
  }

  @Test
  void a_sample_is_the_same_for_the_same_seed() {
    CrashReport one = crash(Bank::careful).deaths(3).sample(50, 42).run().assertHolds();
    CrashReport two = crash(Bank::careful).deaths(3).sample(50, 42).run().assertHolds();
    assertThat(two.deathsByPlace()).isEqualTo(one.deathsByPlace());
    assertThat(one.schedules()).isEqualTo(51);
    assertThat(one.deaths()).isGreaterThan(50);
  }

  @Test
  void a_flow_that_goes_another_way_each_time_is_refused() {
    AtomicInteger runs = new AtomicInteger();
    Crash wavering =
        Crash.in(database)
            .given(Bank::reset)
            .flow(
                world -> {
                  boolean even = runs.incrementAndGet() % 2 == 0;
                  world.step("one");
                  if (even) {
                    world.topic("t").publish("x");
                  }
                  Bank.careful(world.database(), "p1");
                })
            .always(Invariants.atMostOncePer("select payment from credit"));
    assertThatThrownBy(wavering::run)
        .isInstanceOf(TestkitException.class)
        .hasMessageContaining("SEMEL-311")
        .hasMessageContaining("step");
  }

  @Test
  void a_flow_that_never_leaves_its_process_proves_nothing() {
    CrashReport report =
        Crash.in(database)
            .given(Bank::reset)
            .flow(world -> Bank.careful(database, "p1"))
            .always(Invariants.conserved("select sum(balance) from account", 110))
            .run();
    assertThat(report.holds()).isTrue();
    assertThatThrownBy(report::assertHolds).hasMessageContaining("never died");
  }

  @Test
  void a_scenario_that_lacks_a_part_is_refused_with_all_that_it_lacks() {
    assertThatThrownBy(() -> Crash.in(database).run())
        .hasMessageContaining("SEMEL-313")
        .hasMessageContaining("given(...)")
        .hasMessageContaining("flow(...)")
        .hasMessageContaining("always(...)");
    assertThatThrownBy(() -> crash(Bank::careful).deaths(0)).hasMessageContaining("SEMEL-313");
    assertThatThrownBy(() -> crash(Bank::careful).sample(0, 1)).hasMessageContaining("SEMEL-313");
    assertThatThrownBy(() -> FaultPlan.parse("7,x")).hasMessageContaining("'7,x' is no fault plan");
  }

  @Test
  void the_process_does_not_die_where_there_are_no_steps() {
    Crash crash =
        Crash.in(database)
            .given(Bank::reset)
            .flow(
                world -> {
                  boolean seen =
                      world.withoutSteps(
                          () -> {
                            try (Connection connection = world.database().getConnection()) {
                              return Bank.seen(connection, "p1");
                            }
                          });
                  assertThat(seen).isFalse();
                  world.step("the only one");
                })
            .always(Invariants.atMostOncePer("select id from seen"));
    CrashReport report = crash.run().assertHolds();
    assertThat(report.steps()).singleElement().asString().contains("the only one");
  }

  @Test
  void a_flow_that_fails_by_itself_is_a_finding() {
    CrashReport report =
        crash(
                (db, payment) -> {
                  throw new SQLException("no such thing");
                })
            .run();
    assertThat(report.violations())
        .singleElement()
        .asString()
        .contains("the flow failed in life 1", "never taken", "no such thing");
  }

  @Test
  void a_publication_before_the_commit_is_a_ghost_and_one_after_it_is_lost() {
    Crash ghost = publishing(true);
    Crash lost = publishing(false);
    assertThat(ghost.run().violations()).anyMatch(v -> v.startsWith("ghost: p1"));
    assertThat(lost.run().violations()).anyMatch(v -> v.startsWith("never published: p1"));
  }

  /** Delivered at most once, so that nothing repairs what was half done. */
  private Crash publishing(boolean first) {
    return Crash.in(database)
        .given(Bank::reset)
        .flow(
            world -> {
              if (world.life() > 1) {
                return;
              }
              if (first) {
                world.topic("credits").publish("p1");
              }
              Bank.careful(world.database(), "p1");
              if (!first) {
                world.topic("credits").publish("p1");
              }
            })
        .alwaysOutside(
            outcome ->
                Invariants.publishedIfAndOnlyIfCommitted(
                    "select payment from credit", outcome.topic("credits")::entries));
  }
}
