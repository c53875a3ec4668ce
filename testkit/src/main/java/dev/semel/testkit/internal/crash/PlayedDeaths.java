// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import dev.semel.testkit.Invariant;
import dev.semel.testkit.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Plays deaths inside this JVM: an error that code under test cannot swallow, connections cut, the
 * world built anew. For one thread.
 */
public final class PlayedDeaths implements Runner {
  private final Scenario scenario;
  private final DataSource database;

  public PlayedDeaths(Scenario scenario, DataSource database) {
    this.scenario = scenario;
    this.database = database;
  }

  @Override
  public Run run(List<Integer> plan) {
    given();
    Steps steps = new Steps(plan);
    Outside outside = new OutsideInMemory();
    List<String> violations = new ArrayList<>();
    boolean ended = false;
    for (int number = 1; !ended && violations.isEmpty(); number++) {
      Life life = new Life(number, steps, outside, database, PlayedDeaths::die);
      try {
        scenario.flow(life);
      } catch (Throwable failure) {
        if (!life.isDead()) {
          violations.add(Stories.flowFailed(number, failure));
        }
      }
      ended = !life.isDead();
      Set<Long> cut = ended ? Set.of() : life.sessions();
      life.bury();
      DeadSessions.awaitEnd(database, cut);
    }
    if (violations.isEmpty()) {
      violations.addAll(judged(scenario, database, outside));
    }
    return new Run(plan, steps.all(), List.copyOf(violations));
  }

  private static void die(Life life, Step step) {
    life.cutConnections();
    throw new Death(step.describe());
  }

  private void given() {
    try {
      scenario.given(database);
    } catch (Exception e) {
      throw Stories.givenFailed(e);
    }
  }

  /** What the invariants say at the end. */
  static List<String> judged(Scenario scenario, DataSource database, Outside outside) {
    List<String> violations = new ArrayList<>();
    Scenario.Outcome outcome = name -> new DurableTopic(name, outside, new Unwatched());
    for (Invariant invariant : scenario.invariants(outcome)) {
      try {
        violations.addAll(invariant.violations(database));
      } catch (Exception | AssertionError e) {
        violations.add(String.valueOf(e.getMessage()));
      }
    }
    return violations;
  }
}
