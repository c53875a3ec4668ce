// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.semel.testkit.Crash;
import dev.semel.testkit.CrashReport;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A server dies at every place of a request; its customer asks again with the same key. */
class HttpCrashTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");

  @ParameterizedTest
  @CsvSource({"TRANSACTION, 2", "UNTRACKED, 1", "UNTRACKED_AND_RESOLVED, 1"})
  void two_deaths_anywhere_on_h2(HttpWay way, int requests) {
    try (TestDatabase database = Server.H2.open()) {
      Crash crash = played(way, FULL ? 2 : requests, database).deaths(2);
      CrashReport report = thorough(crash).run().assertHolds();
      Figures.tell("H2, HTTP " + way + ", two deaths", report);
      assertThat(report.schedules()).isGreaterThan(300);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpWay.class,
      names = {"TRANSACTION", "UNTRACKED", "UNTRACKED_AND_RESOLVED"})
  void one_death_anywhere_on_postgresql(HttpWay way) {
    try (TestDatabase database = PostgresServers.forgetfulDatabase()) {
      CrashReport report = thorough(played(way, 2, database)).run().assertHolds();
      Figures.tell("PostgreSQL, HTTP " + way + ", one death", report);
    }
  }

  @Test
  void every_place_with_a_real_server_that_dies_and_a_real_client_that_does_not() throws Exception {
    CrashReport report = halted(HttpWay.TRANSACTION, 1).assertHolds();
    Figures.assertDiedAtEach(report, FULL);
    Figures.tell("PostgreSQL, HTTP TRANSACTION, JVMs that halt", report);
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpWay.class,
      names = {"TRANSACTION", "UNTRACKED", "UNTRACKED_AND_RESOLVED"})
  void every_place_of_every_way_with_real_servers_that_die(HttpWay way) throws Exception {
    assumeTrue(FULL, "more than 100 JVMs that halt need -Pfull");
    CrashReport report = halted(way, 2).assertHolds();
    Figures.assertDiedAtEach(report, FULL);
    Figures.tell("PostgreSQL, HTTP " + way + ", JVMs that halt", report);
  }

  @ParameterizedTest
  @CsvSource({
    "NAIVE_EFFECT_THEN_RECORD, double: r1 has 2 effects",
    "NAIVE_RECORD_THEN_EFFECT, answer without effect",
    "NAIVE_ANSWER_BEFORE_COMMIT, another answer"
  })
  void what_is_done_naively_is_found(HttpWay way, String violation) {
    try (TestDatabase database = Server.H2.open()) {
      CrashReport report = played(way, 2, database).run();
      assertThat(report.violations()).anyMatch(v -> v.startsWith(violation));
      assertThat(report.deaths()).isPositive();
    }
  }

  @Test
  void what_is_done_naively_is_found_with_a_real_server_that_dies() throws Exception {
    assertThat(halted(HttpWay.NAIVE_EFFECT_THEN_RECORD, 1).violations())
        .anyMatch(v -> v.startsWith("double: r1 has 2 effects"));
  }

  private static Crash thorough(Crash crash) {
    return FULL ? crash : crash.withoutTwins();
  }

  private static Crash played(HttpWay way, int requests, TestDatabase database) {
    return Crash.of(new HttpScenario(way, requests, database.url()));
  }

  private static CrashReport halted(HttpWay way, int requests) throws IOException {
    try (TestDatabase database = PostgresServers.forgetfulDatabase();
        CustomerDesk desk =
            new CustomerDesk(new Customer(way, new Raw(database.url())), requests)) {
      Crash crash =
          Crash.halting(
              HttpScenario.class,
              way.name(),
              Integer.toString(requests),
              database.url(),
              desk.port());
      return thorough(crash).run();
    }
  }
}
