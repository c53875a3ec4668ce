// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Semel;
import dev.semel.kafka.KafkaConsumerLoop;
import dev.semel.kafka.Shards;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.SemelEvent;
import java.util.List;

/** The loop of Semel, on as many databases as there are. */
final class SemelWorker {
  private SemelWorker() {}

  static AutoCloseable start(WorkerPlan plan, List<HikariDataSource> pools, Work work) {
    Semel[] ledgers =
        pools.stream()
            .map(pool -> Semel.with(pool).listener(event -> tell(event, work)).build())
            .toArray(Semel[]::new);
    return KafkaConsumerLoop.in(Shards.of(ledgers))
        .named(plan.text("group"))
        .connecting(plan.consumerSettings())
        .topics(plan.text("topic"))
        .lanes(plan.number("lanes", 1))
        .batchSizeMax(plan.number("batch", 500))
        .apply((tx, message) -> work.apply(tx.connection(), Payment.in(message.value())))
        .start();
  }

  private static void tell(SemelEvent event, Work work) {
    if (event instanceof InboxEvent.Taken taken) {
      work.settled(taken.delivered(), taken.applied(), taken.duplicates(), taken.held());
    } else if (event instanceof InboxEvent && !(event instanceof InboxEvent.Lag)) {
      work.say("event " + event.getClass().getSimpleName());
    }
  }
}
