// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.semel.testkit.Crash;
import dev.semel.testkit.CrashReport;
import dev.semel.verification.crash.ProgressScenario.Way;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The process dies at every place between an effect and the place that is written down for it. */
class ProgressCrashTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"BY_ID", "BY_PLACE"})
  void one_death_anywhere_on_h2(Way way) {
    try (TestDatabase database = Server.H2.open()) {
      CrashReport report = crash(way, database).run().assertHolds();
      Figures.tell("H2, positions, " + way, report);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"BY_ID", "BY_PLACE"})
  void two_deaths_anywhere_on_h2(Way way) {
    assumeTrue(FULL, "thousands of schedules need -Pfull");
    try (TestDatabase database = Server.H2.open()) {
      CrashReport report = crash(way, database).deaths(2).withoutTwins().run().assertHolds();
      Figures.tell("H2, positions, " + way + ", two deaths", report);
      assertThat(report.schedules()).isGreaterThan(500);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"BY_ID", "BY_PLACE"})
  void one_death_anywhere_on_postgresql(Way way) {
    try (TestDatabase database = PostgresServers.forgetfulDatabase()) {
      Crash crash = crash(way, database);
      CrashReport report = (FULL ? crash : crash.withoutTwins()).run().assertHolds();
      Figures.tell("PostgreSQL, positions, " + way, report);
    }
  }

  @Test
  void a_place_that_is_written_down_too_early_is_found() {
    try (TestDatabase database = Server.H2.open()) {
      CrashReport report = crash(Way.REACHED_BEFORE_IT_IS_TAKEN, database).run();
      assertThat(report.violations()).anyMatch(violation -> violation.startsWith("lost: "));
    }
  }

  private static Crash crash(Way way, TestDatabase database) {
    return Crash.of(new ProgressScenario(way, database.url()));
  }
}
