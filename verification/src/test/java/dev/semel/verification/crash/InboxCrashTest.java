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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process dies at every place between a delivery and the last effect of it, also of those that
 * had to wait: each happens once, none is lost, a key keeps its order, and a dead letter and a
 * message leave with what they tell of.
 */
class InboxCrashTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");
  private static final int SAMPLE = 60;

  static Stream<InboxWay> ways() {
    return InboxWay.RIGHT.stream();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void one_death_anywhere_on_h2(InboxWay way) {
    try (TestDatabase database = Server.H2.open()) {
      Figures.tell("H2, inbox, " + way, thorough(crash(way, database)));
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void one_death_anywhere_on_postgresql(InboxWay way) {
    try (TestDatabase database = PostgresServers.forgetfulDatabase()) {
      Figures.tell("PostgreSQL, inbox, " + way, thorough(crash(way, database)));
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void two_deaths_anywhere_on_h2(InboxWay way) {
    try (TestDatabase database = Server.H2.open()) {
      Crash crash = crash(way, database).deaths(2).withoutTwins();
      if (FULL) {
        CrashReport report = crash.within(Duration.ofHours(1)).run().assertHolds();
        Figures.tell("H2, inbox, " + way + ", two deaths", report);
        assertThat(report.schedules()).isGreaterThan(1_000);
      } else {
        CrashReport report = crash.sample(SAMPLE, 5).run().assertHolds();
        assertThat(report.deaths()).isGreaterThan(SAMPLE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void every_place_with_a_real_dead_jvm_on_postgresql(InboxWay way) {
    assumeTrue(FULL, "hundreds of JVMs that halt need -Pfull");
    try (TestDatabase database = Server.POSTGRESQL_18.open()) {
      CrashReport report =
          Crash.halting(InboxScenario.class, way.name(), database.url()).run().assertHolds();
      assertThat(report.deaths()).isEqualTo(report.steps().size());
      Figures.tell("PostgreSQL, inbox, " + way + ", JVMs that halt", report);
    }
  }

  @ParameterizedTest
  @CsvSource({"HELD_AFTER_THE_ACKNOWLEDGEMENT, lost: a1", "LET_GO_AFTER_THE_EFFECT, double: a1"})
  void a_way_that_loses_its_way_is_found(InboxWay way, String finding) {
    try (TestDatabase database = Server.H2.open()) {
      CrashReport report = crash(way, database).run();
      assertThat(report.violations()).anyMatch(violation -> violation.startsWith(finding));
      assertThat(report.failedPlan())
          .hasValueSatisfying(plan -> assertThat(plan.steps()).hasSize(1));
    }
  }

  private static CrashReport thorough(Crash crash) {
    return (FULL ? crash : crash.withoutTwins()).run().assertHolds();
  }

  private static Crash crash(InboxWay way, TestDatabase database) {
    return Crash.of(new InboxScenario(way, database.url()));
  }
}
