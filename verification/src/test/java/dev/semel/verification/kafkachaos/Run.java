// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Inbox;
import dev.semel.Semel;
import dev.semel.testkit.history.Checker;
import dev.semel.testkit.history.History;
import dev.semel.testkit.history.Verdict;
import dev.semel.verification.databases.Eventually;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * A topic, the databases its payments go to, the workers that were ever started, and the history.
 * Thread-safe.
 */
final class Run implements AutoCloseable {
  private static final int PARKED_MAX = 10_000;

  final Topic topic;
  final Topic receipts;
  final String group;
  final Books books;
  final History history = History.inMemory();
  final Figures figures = new Figures();
  private final List<String> databases;
  private final Queue<Worker> workers = new ConcurrentLinkedQueue<>();
  private final Set<Payment> sent = new LinkedHashSet<>();

  private Run(Machines machines, String name) throws Exception {
    topic = machines.topic(name);
    receipts = machines.topic(name + "-receipts");
    group = name;
    databases = machines.databases(name);
    books = Books.openIn(databases);
  }

  static Run on(Machines machines, int partitions) throws Exception {
    Run run = new Run(machines, Machines.fresh());
    run.topic.create(partitions);
    run.receipts.create(partitions);
    return run;
  }

  WorkerPlan plan(Kind kind) {
    return WorkerPlan.of(kind, databases, topic, group);
  }

  Worker start(WorkerPlan plan) throws IOException {
    Worker worker = Worker.start(plan, figures);
    workers.add(worker);
    return worker;
  }

  /** Sends payments and waits for the acknowledgements; the same may be sent again. */
  synchronized void send(Collection<Payment> payments) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = Senders.producer(topic.servers())) {
      List<AutoCloseable> ends = new ArrayList<>();
      for (Payment payment : payments) {
        var sending = history.sending(payment.id());
        var acknowledged = producer.send(payment.to(topic.name()));
        ends.add(() -> sending.around(() -> acknowledged.get(60, TimeUnit.SECONDS)));
      }
      for (AutoCloseable end : ends) {
        end.close();
      }
    }
    sent.addAll(payments);
  }

  /** So many payments of every account, from a place in its sequence. */
  static List<Payment> payments(int from, int count) {
    List<Payment> payments = new ArrayList<>();
    for (int sequence = from; sequence < from + count; sequence++) {
      for (int account = 0; account < Books.ACCOUNTS; account++) {
        payments.add(Payment.of(account, sequence));
      }
    }
    return payments;
  }

  /** Waits until the group has consumed and committed all that is in the topic. */
  void awaitConsumed() throws Exception {
    awaitNone("records to be consumed", () -> topic.lag(group));
  }

  /** Waits until what was sent by {@link #send} is applied. */
  void awaitPaid() throws Exception {
    awaitNone("payments to be applied", () -> sent.size() - books.paid());
  }

  /** Waits until there is a receipt for every effect. */
  void awaitReceipts() throws Exception {
    long effects = books.paid();
    awaitNone("receipts", () -> effects - Set.copyOf(receipts.payments()).size());
  }

  /** Waits until nothing is tried again any more, and answers what is parked, by its id. */
  Map<String, Inbox.Parked> awaitParked() throws Exception {
    Inbox inbox = Semel.on(books.databases().get(0)).inbox(group);
    awaitNone("payments that wait", () -> inbox.standing().waiting() + inbox.standing().behind());
    Map<String, Inbox.Parked> all = new TreeMap<>();
    for (Inbox.Parked parked : inbox.parked(PARKED_MAX)) {
      all.put(Payment.idIn(parked.messageId().orElseThrow()), parked);
    }
    all.keySet().forEach(history::parked);
    return all;
  }

  /** As long as they become fewer, there is time. */
  private void awaitNone(String what, Callable<Long> left) throws Exception {
    for (long now = left.call(); now > 0; now = left.call()) {
      long before = now;
      if (!Eventually.is(() -> called(left) < before)) {
        throw new AssertionError("%d %s stay; the workers said %s".formatted(now, what, workers));
      }
    }
  }

  private static long called(Callable<Long> left) {
    try {
      return left.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What was sent by {@link #send} is applied, exactly. */
  Verdict assertExact() throws Exception {
    return assertExact(sent);
  }

  /** These payments are applied, exactly, in order, and nothing else is. */
  Verdict assertExact(Collection<Payment> payments) throws Exception {
    Verdict verdict = check(Checker.exactlyOnce().inOrder().nothingStuck());
    verdict.assertClean();
    books.assertBalanced(payments);
    assertThat(books.effects()).as("effects").isEqualTo(payments.size());
    return verdict;
  }

  /** Feeds what is in the topics and in the books into the history, and judges it. */
  Verdict check(Checker checker) throws Exception {
    topic.payments().forEach(payment -> history.delivered(payment.id()));
    books.tell(history);
    for (Payment told : receipts.payments()) {
      history.published(told.id(), told.account(), told.sequence());
    }
    return checker.check(history);
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
  }
}
