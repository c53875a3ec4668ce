// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.semel.testkit.history.Checker;
import dev.semel.testkit.history.Rule;
import dev.semel.testkit.history.Tally;
import dev.semel.testkit.history.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three worker processes, PostgreSQL and Kafka, killed and frozen at random. */
class ProcessChaosTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");
  private static final Duration LENGTH = Duration.ofSeconds(FULL ? 300 : 60);
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static Machines machines;

  @BeforeAll
  static void start() {
    machines = Machines.start(1);
  }

  @AfterAll
  static void stop() {
    machines.close();
  }

  @Test
  void whatever_dies_or_freezes_each_payment_is_applied_once() throws Exception {
    try (Ordeal ordeal = new Ordeal("kafka", Run.on(machines, 6), 160)) {
      WorkerPlan plan = ordeal.run.plan(Kind.SEMEL).tellingOf(ordeal.run.receipts);
      ordeal.of(plan.lanes(1), plan.lanes(2), plan.lanes(4)).andOf(machines).last(LENGTH);
      Verdict verdict = ordeal.assertExactAndTold();
      Tally tally = verdict.tally();
      assertThat(ordeal.run.figures.delivered.get())
          .as("delivered again, besides what was sent again")
          .isGreaterThan(tally.deliveries());
      assertThat(faults(tally)).isGreaterThanOrEqualTo(FULL ? 100 : 10);
      assertThat(tally.sends()).isGreaterThanOrEqualTo(FULL ? 30_000 : 4_000);
      assertThat(tally.suppressed()).isGreaterThanOrEqualTo(FULL ? 5_000 : 500);
      assertThat(tally.parked()).as("payments nobody may pay").isPositive();
      assertEachWasHit(verdict);
    }
  }

  /** The rig is fair: who is right passes, whoever wrote it. */
  @Test
  void one_record_per_transaction_is_right_as_well() throws Exception {
    assumeTrue(FULL, "a consumer that is right and slow needs -Pfull");
    try (Ordeal ordeal = new Ordeal("kafka, one by one", Run.on(machines, 6), 100)) {
      WorkerPlan plan = ordeal.run.plan(Kind.ONE_BY_ONE);
      ordeal.of(plan, plan, plan).andOf(machines);
      ordeal.until(() -> ordeal.torment.kills() >= (FULL ? 20 : 4), PATIENCE);
      Verdict verdict = ordeal.assertExact();
      assertThat(faults(verdict.tally())).isGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void a_row_of_its_own_lets_effects_happen_twice() throws Exception {
    try (Ordeal ordeal = new Ordeal("kafka, known bad: row apart", Run.on(machines, 6), 40)) {
      WorkerPlan plan = ordeal.run.plan(Kind.ROW_APART).batch(20);
      ordeal.of(plan, plan).until(() -> ordeal.run.books.doubled() > 0, PATIENCE);
      Verdict verdict = ordeal.judge(Checker.exactlyOnce());
      assertThat(verdict.count(Rule.DOUBLE)).as("found by the checker").isPositive();
    }
  }

  @Test
  void offsets_that_are_committed_first_lose_effects() throws Exception {
    assumeTrue(FULL, "a second known-bad consumer needs -Pfull");
    try (Ordeal ordeal = new Ordeal("kafka, known bad: offsets first", Run.on(machines, 6), 40)) {
      WorkerPlan plan = ordeal.run.plan(Kind.OFFSETS_FIRST).batch(20);
      ordeal.of(plan, plan).until(() -> ordeal.torment.kills() >= 3, PATIENCE);
      Verdict verdict = ordeal.judge(Checker.exactlyOnce());
      assertThat(verdict.count(Rule.LOST)).as("found by the checker").isPositive();
    }
  }

  private static void assertEachWasHit(Verdict verdict) {
    Tally tally = verdict.tally();
    for (String victim : new String[] {"worker", "postgres", "kafka"}) {
      long kills = tally.faults().getOrDefault("kill " + victim, 0L);
      long pauses = tally.faults().getOrDefault("pause " + victim, 0L);
      assertThat(kills + pauses).as("faults of " + victim).isPositive();
    }
    verdict.assertFaults("kill worker", FULL ? 10 : 1);
    verdict.assertFaults("halt worker", FULL ? 3 : 1);
  }

  private static long faults(Tally tally) {
    return tally.faults().values().stream().mapToLong(Long::longValue).sum();
  }
}
