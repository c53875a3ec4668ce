// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.semel.testkit.Crash;
import dev.semel.testkit.CrashReport;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The process of a consumer dies at every place of every door. */
class LedgerCrashTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");

  private static final int SAMPLE = 60;

  static Stream<LedgerDoor> doors() {
    return LedgerDoor.RIGHT.stream();
  }

  @ParameterizedTest
  @MethodSource("doors")
  void three_deaths_anywhere_on_h2(LedgerDoor door) {
    try (TestDatabase database = Server.H2.open()) {
      Crash crash = crash(door, 1, false, database).deaths(3);
      if (FULL) {
        CrashReport report = crash.run().assertHolds();
        Figures.tell("H2, " + door + ", three deaths", report);
        assertThat(report.schedules()).isGreaterThan(1_000);
      } else {
        CrashReport report = crash.sample(SAMPLE, 3).run().assertHolds();
        assertThat(report.deaths()).as("often more than one").isGreaterThan(SAMPLE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("doors")
  void two_deaths_anywhere_on_h2(LedgerDoor door) {
    try (TestDatabase database = Server.H2.open()) {
      CrashReport report = thorough(crash(door, 1, false, database).deaths(2), FULL);
      Figures.tell("H2, " + door + ", two deaths", report);
    }
  }

  @Test
  void two_deaths_anywhere_on_h2_from_the_very_start() {
    assumeTrue(FULL, "deaths from the first connection on need -Pfull");
    try (TestDatabase database = Server.H2.open()) {
      CrashReport report =
          crash(LedgerDoor.ONCE, 1, true, database).deaths(2).withoutTwins().run().assertHolds();
      Figures.tell("H2, ONCE, from the start, two deaths", report);
    }
  }

  /** The server itself is never killed here, so what it acknowledges need not reach the disk. */
  @ParameterizedTest
  @MethodSource("doors")
  void one_death_anywhere_on_postgresql(LedgerDoor door) {
    try (TestDatabase database = PostgresServers.forgetfulDatabase()) {
      CrashReport report = crash(door, 1, false, database).run().assertHolds();
      Figures.tell("PostgreSQL, " + door + ", one death", report);
    }
  }

  @ParameterizedTest
  @MethodSource("doors")
  void two_deaths_anywhere_on_postgresql(LedgerDoor door) {
    assumeTrue(FULL || door == LedgerDoor.ONCE, "two deaths at the other doors need -Pfull");
    try (TestDatabase database = PostgresServers.forgetfulDatabase()) {
      CrashReport report = thorough(crash(door, 1, false, database).deaths(2), FULL);
      Figures.tell("PostgreSQL, " + door + ", two deaths", report);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LedgerDoor.class,
      names = {"ONCE", "BATCH_OF_TWO"})
  void one_death_anywhere_among_two_messages_on_mariadb(LedgerDoor door) {
    try (TestDatabase database = Server.MARIADB.open()) {
      CrashReport report = crash(door, 2, false, database).run().assertHolds();
      Figures.tell("MariaDB, " + door + ", two messages", report);
    }
  }

  @Test
  void every_place_with_a_real_dead_jvm_on_postgresql() {
    halted(LedgerDoor.ONCE, 1);
  }

  @ParameterizedTest
  @MethodSource("doors")
  void every_place_of_every_door_with_a_real_dead_jvm_on_postgresql(LedgerDoor door) {
    assumeTrue(FULL, "more than 200 JVMs that halt need -Pfull");
    halted(door, 2);
  }

  @Test
  void an_effect_beside_the_transaction_is_found() {
    try (TestDatabase database = Server.H2.open()) {
      CrashReport report =
          crash(LedgerDoor.EFFECT_BESIDE_THE_TRANSACTION, 1, false, database).run();
      assertThat(report.violations()).anyMatch(v -> v.startsWith("double: e1 has 2 effects"));
    }
  }

  private static CrashReport thorough(Crash crash, boolean twinsToo) {
    return (twinsToo ? crash : crash.withoutTwins()).run().assertHolds();
  }

  private static Crash crash(
      LedgerDoor door, int messages, boolean diesAtStart, TestDatabase database) {
    return Crash.of(new LedgerScenario(door, messages, diesAtStart, database.url()));
  }

  private static void halted(LedgerDoor door, int messages) {
    try (TestDatabase database = Server.POSTGRESQL_18.open()) {
      Crash crash =
          Crash.halting(
              LedgerScenario.class,
              door.name(),
              Integer.toString(messages),
              "false",
              database.url());
      CrashReport report = thorough(crash, FULL);
      Figures.assertDiedAtEach(report, FULL);
      Figures.tell("PostgreSQL, " + door + ", JVMs that halt", report);
    }
  }
}
