// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Inbox;
import dev.semel.spi.InboxEvent;
import dev.semel.testkit.history.Checker;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.kafkachaos.WorkerPlan.Moment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may happen between a message and its effect, one thing at a time. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeedsOfDoubtTest {
  private static final int BATCH = 50;
  private static final int DEATHS = 2;

  private static Machines machines;

  private Run run;
  private WorkerPlan plan;

  @BeforeAll
  static void startMachines() {
    machines = Machines.start(1);
  }

  @AfterAll
  static void stopMachines() {
    machines.close();
  }

  @BeforeEach
  void start() throws Exception {
    run = Run.on(machines, 2);
    plan = run.plan(Kind.SEMEL);
  }

  @AfterEach
  void stop() {
    run.close();
  }

  @Test
  void a_crash_after_the_effects_and_before_the_offsets() throws Exception {
    run.send(Run.payments(1, 3));
    Worker first = run.start(plan.batch(BATCH).dyingAt(Moment.BEFORE_THE_OFFSETS, 1));
    assertThat(first.awaitEnd()).as("halted").isEqualTo(1);
    long appliedBefore = run.books.effects();
    assertThat(appliedBefore).as("applied and not acknowledged").isPositive();

    run.start(plan);
    run.awaitConsumed();
    assertThat(run.figures.duplicates.get()).as("delivered again").isEqualTo(appliedBefore);
    run.assertExact();
  }

  @ParameterizedTest
  @EnumSource(names = {"BEFORE_THE_EFFECT", "IN_THE_TRANSACTION"})
  void a_crash_before_the_effects_are_committed(Moment moment) throws Exception {
    run.send(Run.payments(1, 3));
    Worker first = run.start(plan.batch(BATCH).dyingAt(moment, 1));
    assertThat(first.awaitEnd()).as("halted").isEqualTo(1);
    assertThat(first.await("dying")).isNotNull();
    assertThat(run.books.effects()).as("delivered and not applied").isZero();

    run.start(plan);
    run.awaitConsumed();
    assertThat(run.figures.duplicates.get()).isZero();
    run.assertExact();
  }

  /** Its transaction is alive and holds the key; the new owner of the partition has to wait. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_zombie_that_wakes_up_in_its_transaction_and_commits(boolean newProtocol) throws Exception {
    WorkerPlan common = newProtocol ? plan.newProtocol() : plan;
    Worker zombie = asleep(common.version("zombie"));
    run.start(common.version("heir"));
    awaitOwner("heir");

    awake(zombie);
    run.awaitConsumed();
    assertThat(run.books.effectsBy("zombie")).as("committed by the zombie").isPositive();
    assertThat(run.figures.duplicates.get()).as("delivered to the heir as well").isPositive();
    run.assertExact();
  }

  /** The server has ended its session meanwhile, and the heir has applied everything. */
  @Test
  void a_zombie_that_wakes_up_and_cannot_commit() throws Exception {
    Worker zombie = asleep(plan.version("zombie"));
    run.start(plan.version("heir"));
    awaitOwner("heir");
    assertThat(terminateIdleTransactions()).as("sessions of the zombie").isPositive();
    run.awaitConsumed();

    awake(zombie);
    zombie.finish();
    assertThat(run.books.effectsBy("zombie")).isZero();
    assertThat(run.books.effectsBy("heir")).isEqualTo(3 * Books.ACCOUNTS);
    run.assertExact();
  }

  @Test
  void a_broker_that_is_killed_and_comes_back() throws Exception {
    assertExactThroughDeathsOf(new KafkaVictim(machines.kafka));
  }

  @Test
  void a_database_that_is_killed_and_comes_back() throws Exception {
    assertExactThroughDeathsOf(new PostgresVictim(machines.postgres.get(0)));
  }

  @Test
  void a_producer_that_sends_everything_three_times() throws Exception {
    List<Payment> payments = Run.payments(1, 3);
    run.start(plan);
    for (int i = 0; i < 3; i++) {
      run.send(payments); // Each time another producer, unknown to the broker.
    }
    run.awaitConsumed();
    assertThat(run.figures.delivered.get()).isEqualTo(3L * payments.size());
    assertThat(run.figures.duplicates.get()).isEqualTo(2L * payments.size());
    assertThat(run.assertExact().tally().suppressed()).isEqualTo(2L * payments.size());
  }

  @Test
  void a_topic_that_is_replayed_from_its_beginning() throws Exception {
    List<Payment> payments = Run.payments(1, 3);
    run.send(payments);
    Worker first = run.start(plan);
    run.awaitConsumed();
    first.finish();
    assertThat(run.figures.duplicates.get()).isZero();

    run.topic.replayFor(run.group);
    run.start(plan);
    run.awaitConsumed();
    assertThat(run.figures.duplicates.get()).as("delivered again").isEqualTo(payments.size());
    run.assertExact();
  }

  /**
   * The new topic is longer than the old one was, and what is new stands at its beginning: a
   * consumer that goes on at its offset loses it.
   */
  @Test
  void a_topic_that_is_deleted_and_made_again() throws Exception {
    run.send(Run.payments(1, 3));
    Worker worker = run.start(plan);
    run.awaitConsumed();

    run.topic.delete();
    run.topic.create(2);
    run.send(Run.payments(4, 3));
    run.send(Run.payments(1, 3));
    run.awaitConsumed();
    // The place of the old topic may have been read on from and committed, until it is noticed.
    assertThat(worker.await("event SourceReplaced")).isNotNull();
    run.awaitPaid();
    assertThat(run.figures.duplicates.get())
        .as("delivered again")
        .isGreaterThanOrEqualTo(3L * Books.ACCOUNTS);
    run.assertExact();
  }

  /** As in a rolling deployment: another version, other batches, lanes and another protocol. */
  @Test
  void two_versions_of_the_application_side_by_side() throws Exception {
    try (Senders senders = senders()) {
      Worker old = run.start(plan.version("old").lanes(1).batch(10));
      old.await("took");
      Worker young = run.start(plan.version("young").lanes(4).newProtocol());
      young.await("took");
      assertThat(run.topic.owners(run.group)).containsExactlyInAnyOrder("old", "young");
      old.kill();
      awaitOwner("young");
      senders.stop();
      run.awaitConsumed();
      assertThat(run.books.effectsBy("old")).isPositive();
      assertThat(run.books.effectsBy("young")).isPositive();
      run.assertExact(senders.sent());
    }
  }

  /** Once in a batch, three times alone; then it waits for a person, and the others are paid. */
  @Test
  void a_payment_that_ends_the_process_each_time_is_parked_and_all_others_are_paid()
      throws Exception {
    Payment deadly = Payment.of(2, 2);
    List<Payment> payments = Run.payments(1, 3);
    run.send(payments);
    for (int death = 1; death <= 4; death++) {
      assertThat(run.start(plan.dyingOf(deadly)).awaitEnd()).as("death " + death).isEqualTo(1);
    }
    run.start(plan.dyingOf(deadly));
    run.awaitConsumed();
    Map<String, Inbox.Parked> parked = run.awaitParked();
    assertThat(parked).containsOnlyKeys(deadly.id());
    assertThat(parked.get(deadly.id()).why()).isEqualTo(InboxEvent.Why.DEADLY);
    List<Payment> others = payments.stream().filter(payment -> !payment.equals(deadly)).toList();
    run.check(Checker.exactlyOnce().inOrder().nothingStuck().exceptParked()).assertClean();
    run.books.assertBalanced(others);
    assertThat(run.books.effects()).as("effects").isEqualTo(others.size());
  }

  private void assertExactThroughDeathsOf(Victim victim) throws Exception {
    try (Senders senders = senders()) {
      Worker worker = run.start(plan);
      for (int death = 0; death < DEATHS; death++) {
        awaitWork(worker);
        victim.kill();
        run.history.fault("kill " + victim.name());
        victim.restart();
      }
      awaitWork(worker);
      senders.stop();
      run.awaitConsumed();
      run.assertExact(senders.sent()).assertFaults("kill " + victim.name(), DEATHS);
    }
  }

  /** On a busy machine a server needs long to come back, and so does the worker then. */
  private static void awaitWork(Worker worker) {
    long enough = worker.applied() + 50;
    boolean works = false;
    for (int i = 0; i < 3 && !works; i++) {
      works = Eventually.is(() -> worker.applied() > enough);
    }
    assertThat(worker.applied()).as("applied, %s", worker).isGreaterThan(enough);
  }

  private Senders senders() {
    return new Senders(run.topic.servers(), run.topic.name(), run.history, 1, 50).start(2);
  }

  /** A worker that is stopped in the transaction of its first effect. */
  private Worker asleep(WorkerPlan zombie) throws Exception {
    run.send(Run.payments(1, 3));
    Worker worker = run.start(zombie.stallingIn(1));
    worker.await("stalling");
    worker.signal("STOP");
    return worker;
  }

  private static void awake(Worker zombie) throws Exception {
    zombie.signal("CONT");
    zombie.go();
  }

  /** Waits until nobody else has a partition: past the session of whoever had one. */
  private void awaitOwner(String name) {
    Eventually.holds(
        name + " alone has partitions",
        () -> {
          try {
            return run.topic.owners(run.group).equals(Set.of(name));
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  private long terminateIdleTransactions() {
    DataSource database = run.books.databases().get(0);
    List<String> ended =
        Sql.texts(
            database,
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                + " where state = 'idle in transaction' and datname = current_database()");
    return ended.stream().filter("t"::equals).count();
  }
}
