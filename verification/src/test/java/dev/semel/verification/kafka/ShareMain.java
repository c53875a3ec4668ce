// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import dev.semel.Semel;
import dev.semel.kafka.KafkaShareLoop;
import dev.semel.spi.InboxEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A member of a share group that dies with its second batch committed and not acknowledged; with
 * Semel, or as one would write it without.
 */
final class ShareMain {
  private static final int BATCH = 20;

  private ShareMain() {}

  /** Arguments: URL of the database, address of the broker, queue, {@code semel} or not. */
  public static void main(String[] args) throws Exception {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(args[0]);
    if (args[3].equals("semel")) {
      withSemel(database, args[1], args[2]);
    } else {
      without(database, args[1], args[2]);
    }
  }

  @SuppressWarnings("try") // The loop works by itself.
  private static void withSemel(PGSimpleDataSource database, String broker, String queue)
      throws Exception {
    int[] batches = {0};
    Semel semel =
        Semel.with(database)
            .listener(
                event -> {
                  if (event instanceof InboxEvent.Taken) {
                    batch(++batches[0]);
                  }
                })
            .build();
    try (KafkaShareLoop loop =
        KafkaShareLoop.in(semel)
            .named(queue)
            .connecting(Map.of("bootstrap.servers", broker))
            .topics(queue)
            .batchSizeMax(BATCH)
            .apply((tx, message) -> ShareGroupTest.credit(tx.connection(), message.text()))
            .start()) {
      while (System.in.read() >= 0) {
        // Until the parent ends this JVM, or it ends itself.
      }
    }
  }

  private static void without(PGSimpleDataSource database, String broker, String queue)
      throws Exception {
    int batches = 0;
    try (var consumer = ShareQueue.consumer(broker, queue, BATCH)) {
      consumer.subscribe(List.of(queue));
      while (true) {
        var records = consumer.poll(Duration.ofMillis(200));
        try (var c = database.getConnection()) {
          c.setAutoCommit(false);
          for (var record : records) {
            ShareGroupTest.credit(c, record.value());
            consumer.acknowledge(record, AcknowledgeType.ACCEPT);
          }
          c.commit();
        }
        if (!records.isEmpty()) {
          batch(++batches);
        }
      }
    }
  }

  private static void batch(int number) {
    System.out.println("committed " + number);
    System.out.flush();
    if (number == 2) {
      Runtime.getRuntime().halt(1);
    }
  }
}
