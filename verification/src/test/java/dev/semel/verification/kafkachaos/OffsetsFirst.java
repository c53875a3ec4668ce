// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Known to be wrong: a process that dies has acknowledged what it has not applied. */
record OffsetsFirst(OneByOne then) implements ByHand.Way {
  private static final long WINDOW_NANOS = Duration.ofMillis(30).toNanos();

  OffsetsFirst(DataSource database, Work work) {
    this(new OneByOne(database, work));
  }

  @Override
  public boolean offsetsFirst() {
    return true;
  }

  @Override
  public boolean settle(ConsumerRecord<byte[], byte[]> message) throws SQLException {
    LockSupport.parkNanos(WINDOW_NANOS);
    return then.settle(message);
  }
}
