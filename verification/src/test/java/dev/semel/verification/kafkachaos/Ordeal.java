// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Inbox;
import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.testkit.history.Checker;
import dev.semel.testkit.history.Verdict;
import dev.semel.verification.chaos.Chaos;
import dev.semel.verification.kafkachaos.Torment.Habit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * Workers of one kind consume what senders send, while they, and if wished the broker and the
 * databases, are killed and frozen. For one thread.
 */
final class Ordeal implements AutoCloseable {
  private static final Habit WORKERS = new Habit(Duration.ofSeconds(3), 70, Duration.ofSeconds(3));
  private static final Habit POSTGRES = new Habit(Duration.ofSeconds(8), 60, Duration.ofSeconds(2));
  private static final Habit KAFKA = new Habit(Duration.ofSeconds(12), 50, Duration.ofSeconds(2));
  private static final int SENDERS = 2;

  final Run run;
  final Torment torment;
  private final Senders senders;
  private final String name;
  private final long seed;

  Ordeal(String name, Run run, int sendsPerSecond) {
    this.name = name;
    this.run = run;
    this.seed = Chaos.seed(name);
    this.torment = new Torment(run.history, seed);
    this.senders =
        new Senders(
            run.topic.servers(), run.topic.name(), run.history, seed, sendsPerSecond / SENDERS);
  }

  Ordeal of(WorkerPlan... workers) throws Exception {
    for (int i = 0; i < workers.length; i++) {
      torment.begin(new WorkerVictim(run, workers[i], i, seed), WORKERS);
    }
    senders.start(SENDERS);
    return this;
  }

  /** Not the workers alone. */
  Ordeal andOf(Machines machines) {
    torment.begin(new KafkaVictim(machines.kafka), KAFKA);
    for (EmbeddedPostgres postgres : machines.postgres) {
      torment.begin(new PostgresVictim(postgres), POSTGRES);
    }
    return this;
  }

  /** Rages for so long. */
  Ordeal last(Duration length) throws Exception {
    torment.rage(length);
    return this;
  }

  /** Rages until something is seen, or for so long. */
  Ordeal until(Callable<Boolean> seen, Duration most) throws Exception {
    long began = System.nanoTime();
    while (!seen.call() && System.nanoTime() - began < most.toNanos()) {
      torment.isOverWithin(Duration.ofMillis(100));
    }
    torment.end();
    return this;
  }

  /** Lets the senders and the workers come to their ends, and judges. */
  Verdict judge(Checker checker) throws Exception {
    senders.stop();
    run.awaitConsumed();
    Verdict verdict = run.check(checker);
    Chaos.tell(
        name,
        "%s%n  %s%n  again with -Dsemel.chaos.seed=%d"
            .formatted(verdict.tally(), run.figures, seed));
    return verdict;
  }

  /** Everything that was sent, and nothing else, is applied one time. */
  Verdict assertExact() throws Exception {
    Verdict verdict = judge(Checker.exactlyOnce().inOrder().nothingStuck()).assertClean();
    run.books.assertBalanced(senders.sent());
    return verdict;
  }

  /**
   * What may be paid, and nothing else, is applied one time and told to others; what may not is
   * parked and leaves no trace.
   */
  Verdict assertExactAndTold() throws Exception {
    senders.stop();
    run.awaitConsumed();
    Map<String, Inbox.Parked> parked = run.awaitParked();
    run.awaitReceipts();
    Checker checker =
        Checker.exactlyOnce().publishedIfCommitted().inOrder().nothingStuck().exceptParked();
    Verdict verdict = judge(checker).assertClean();
    List<Payment> sent = senders.sent();
    List<Payment> payable = sent.stream().filter(payment -> !payment.isUnpayable()).toList();
    Map<String, Inbox.Parked> wrongly = new TreeMap<>(parked);
    wrongly.keySet().retainAll(payable.stream().map(Payment::id).toList());
    assertThat(wrongly).as("parked, and nothing was wrong with them").isEmpty();
    assertThat(parked).as("parked").hasSize(sent.size() - payable.size());
    run.books.assertBalanced(payable);
    assertThat(run.books.effects()).as("effects").isEqualTo(payable.size());
    return verdict;
  }

  @Override
  public void close() {
    senders.close();
    run.close();
  }
}
