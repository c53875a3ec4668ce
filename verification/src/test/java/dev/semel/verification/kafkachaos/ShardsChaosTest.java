// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.verification.databases.Sql;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two databases, which share the accounts, behind one topic of six partitions. */
class ShardsChaosTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");
  private static final int DEATHS = FULL ? 40 : 4;
  private static final Duration PATIENCE = Duration.ofMinutes(FULL ? 5 : 2);

  private static Machines machines;

  @BeforeAll
  static void start() {
    machines = Machines.start(2);
  }

  @AfterAll
  static void stop() {
    machines.close();
  }

  @Test
  void three_workers_that_are_killed_apply_each_payment_once_in_one_of_them() throws Exception {
    try (Ordeal ordeal = new Ordeal("kafka, two databases", Run.on(machines, 6), 200)) {
      WorkerPlan plan = ordeal.run.plan(Kind.SEMEL);
      ordeal.of(plan, plan.lanes(2), plan);
      ordeal.until(() -> ordeal.torment.kills() >= DEATHS, PATIENCE);
      ordeal.assertExact();
      assertThat(ordeal.torment.kills()).as("deaths of workers").isGreaterThanOrEqualTo(DEATHS);
      assertThat(ordeal.run.books.databases())
          .allSatisfy(
              shard ->
                  assertThat(Sql.number(shard, "select count(distinct account) from effect"))
                      .as("accounts of a shard")
                      .isGreaterThan(Books.ACCOUNTS / 4));
    }
  }

  /** The same ids come again in other partitions, and what comes after them is applied. */
  @Test
  void partitions_that_are_added_make_nothing_happen_twice() throws Exception {
    List<Payment> before = Run.payments(1, 10);
    try (Run run = Run.on(machines, 3)) {
      Worker worker = run.start(run.plan(Kind.SEMEL));
      run.send(before);
      run.awaitConsumed();
      run.topic.addPartitionsUpTo(6);
      run.send(before);
      run.send(Run.payments(11, 5));
      run.awaitConsumed();
      assertThat(run.topic.paymentsFrom(3)).as("sent elsewhere").containsAnyElementsOf(before);
      assertThat(run.figures.duplicates.get()).isEqualTo(before.size());
      assertThat(worker.applied()).isEqualTo(15L * Books.ACCOUNTS);
      run.assertExact();
    }
  }
}
