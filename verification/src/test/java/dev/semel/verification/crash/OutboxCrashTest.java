// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import dev.semel.testkit.Crash;
import dev.semel.testkit.CrashReport;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The process dies at every place between an order and whoever is to know of it. */
class OutboxCrashTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");

  static Stream<OutboxWay> ways() {
    return OutboxWay.RIGHT.stream();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void one_death_anywhere_on_postgresql(OutboxWay way) {
    try (TestDatabase database = PostgresServers.forgetfulDatabase()) {
      CrashReport report = crash(way, true, database).run().assertHolds();
      Figures.tell("PostgreSQL, outbox " + way, report);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void two_deaths_anywhere_on_h2(OutboxWay way) {
    try (TestDatabase database = Server.H2.open()) {
      CrashReport report = crash(way, true, database).deaths(2).withoutTwins().run().assertHolds();
      Figures.tell("H2, outbox " + way + ", two deaths", report);
    }
  }

  private static Crash crash(OutboxWay way, boolean comesBack, TestDatabase database) {
    return Crash.of(new OutboxScenario(way, comesBack, database.url()));
  }
}
