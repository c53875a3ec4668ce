// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.kafka.KafkaConsumerLoop;
import dev.semel.kafka.KafkaPublisher;
import dev.semel.kafka.Shards;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.SemelEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The loop of Semel on as many databases as there are and, if wished, a relay from each. */
final class SemelWorker implements AutoCloseable {
  /** Few, and yet more than the kills that one message can meet. */
  private static final int ATTEMPTS_MAX = 5;

  private final WorkerPlan plan;
  private final Work work;
  private final List<AutoCloseable> running = new ArrayList<>();

  private SemelWorker(WorkerPlan plan, Work work) {
    this.plan = plan;
    this.work = work;
  }

  static SemelWorker start(WorkerPlan plan, List<? extends DataSource> databases, Work work) {
    SemelWorker worker = new SemelWorker(plan, work);
    try {
      List<Semel> ledgers = databases.stream().map(worker::ledger).toList();
      worker.running.add(worker.loop(Shards.of(ledgers.toArray(Semel[]::new))));
      if (plan.receipts().isPresent()) {
        ledgers.forEach(ledger -> worker.running.add(worker.relay(ledger)));
      }
      return worker;
    } catch (RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  @Override
  public void close() {
    for (AutoCloseable one : running) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Semel ledger(DataSource database) {
    return Semel.with(database).listener(this::tell).build();
  }

  private KafkaConsumerLoop loop(Shards shards) {
    return KafkaConsumerLoop.in(shards)
        .named(plan.text("group"))
        .connecting(plan.consumerSettings())
        .topics(plan.text("topic"))
        .lanes(plan.number("lanes", 1))
        .batchSizeMax(plan.number("batch", 500))
        .attemptsMax(ATTEMPTS_MAX)
        .retryingAfter(Duration.ofMillis(50), Duration.ofMillis(500))
        .parkingAlone()
        .apply((tx, message) -> apply(tx, Payment.in(message.value())))
        .start();
  }

  /** Who tells others has looked, though late: neither effect nor receipt may be left. */
  private void apply(Tx tx, Payment payment) throws SQLException {
    work.apply(tx.connection(), payment);
    if (plan.receipts().isPresent()) {
      tx.publish(payment.receipt(plan.receipts().get()));
      if (payment.isUnpayable()) {
        throw new IllegalArgumentException("not to be paid: " + payment.id());
      }
    }
  }

  private Relay relay(Semel ledger) {
    KafkaPublisher publisher = KafkaPublisher.to(plan.text("servers")).build();
    return ledger.relay().to(publisher).lease(Duration.ofSeconds(2)).start();
  }

  private void tell(SemelEvent event) {
    if (event instanceof InboxEvent.Taken taken) {
      work.settled(taken.delivered(), taken.applied(), taken.duplicates(), taken.held());
    } else if (event instanceof InboxEvent && !(event instanceof InboxEvent.Lag)) {
      work.say("event " + event.getClass().getSimpleName());
    }
  }
}
