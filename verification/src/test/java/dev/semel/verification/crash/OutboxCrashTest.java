// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.semel.testkit.Crash;
import dev.semel.testkit.CrashReport;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process dies at every place between an order and whoever is to know of it: no message is
 * lost, none tells of what was not committed, copies are the same, and a key keeps its order.
 */
class OutboxCrashTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");
  private static final int SAMPLE = 60;

  static Stream<OutboxWay> ways() {
    return OutboxWay.RIGHT.stream();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void one_death_anywhere_on_postgresql(OutboxWay way) {
    assumeTrue(FULL || OutboxWay.SHOWN.contains(way), "the other ways need -Pfull");
    try (TestDatabase database = PostgresServers.forgetfulDatabase()) {
      CrashReport report = thorough(crash(way, true, database));
      Figures.tell("PostgreSQL, outbox, " + way, report);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void one_death_anywhere_on_h2(OutboxWay way) {
    try (TestDatabase database = Server.H2.open()) {
      CrashReport report = thorough(crash(way, true, database));
      Figures.tell("H2, outbox, " + way, report);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = OutboxWay.class,
      names = {"ONCE", "CALLERS_TRANSACTION"})
  void a_customer_who_asks_only_once_is_told_of_if_the_order_stands(OutboxWay way) {
    try (TestDatabase database = Server.H2.open()) {
      CrashReport report = thorough(crash(way, false, database));
      Figures.tell("H2, outbox, " + way + ", asked once", report);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void two_deaths_anywhere_on_h2(OutboxWay way) {
    try (TestDatabase database = Server.H2.open()) {
      Crash crash = crash(way, true, database).deaths(2);
      if (FULL) {
        CrashReport report = crash.run().assertHolds();
        Figures.tell("H2, outbox, " + way + ", two deaths", report);
        assertThat(report.schedules()).isGreaterThan(1_000);
      } else {
        CrashReport report = crash.sample(SAMPLE, 5).run().assertHolds();
        assertThat(report.deaths()).as("often more than one").isGreaterThan(SAMPLE);
      }
    }
  }

  @Test
  void more_deaths_than_that() {
    assumeTrue(FULL, "tens of thousands of schedules need -Pfull");
    try (TestDatabase database = Server.H2.open()) {
      Crash three = crash(OutboxWay.CALLERS_TRANSACTION, true, database).deaths(3);
      CrashReport report = three.withoutTwins().within(Duration.ofHours(1)).run().assertHolds();
      Figures.tell("H2, outbox, CALLERS_TRANSACTION, three deaths", report);
    }
    try (TestDatabase database = PostgresServers.forgetfulDatabase()) {
      Crash two = crash(OutboxWay.CALLERS_TRANSACTION, true, database).deaths(2);
      CrashReport report = two.withoutTwins().within(Duration.ofHours(1)).run().assertHolds();
      Figures.tell("PostgreSQL, outbox, CALLERS_TRANSACTION, two deaths", report);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void every_place_with_a_real_dead_jvm_on_postgresql(OutboxWay way) {
    assumeTrue(FULL, "hundreds of JVMs that halt need -Pfull");
    try (TestDatabase database = Server.POSTGRESQL_18.open()) {
      CrashReport report =
          Crash.halting(OutboxScenario.class, way.name(), "true", database.url())
              .run()
              .assertHolds();
      assertThat(report.deaths()).isEqualTo(report.steps().size());
      Figures.tell("PostgreSQL, outbox, " + way + ", JVMs that halt", report);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PUBLISHED_BEFORE_THE_COMMIT, false, ghost: a1 was published and is not committed",
    "MARKED_FIRST, true, never published: a1 is committed",
    "ID_MADE_AT_THE_SENDING, true, new id: a1 arrived under 2 ids"
  })
  void a_way_that_loses_its_way_is_found(OutboxWay way, boolean comesBack, String finding) {
    try (TestDatabase database = Server.H2.open()) {
      CrashReport report = crash(way, comesBack, database).run();
      assertThat(report.violations()).anyMatch(violation -> violation.startsWith(finding));
      assertThat(report.failedPlan())
          .hasValueSatisfying(plan -> assertThat(plan.steps()).hasSize(1));
    }
  }

  private static CrashReport thorough(Crash crash) {
    return (FULL ? crash : crash.withoutTwins()).run().assertHolds();
  }

  private static Crash crash(OutboxWay way, boolean comesBack, TestDatabase database) {
    return Crash.of(new OutboxScenario(way, comesBack, database.url()));
  }
}
