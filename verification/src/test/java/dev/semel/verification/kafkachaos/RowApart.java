// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Known to be wrong: between the effect and the row that remembers it, the process can die. */
record RowApart(DataSource database, Work work) implements ByHand.Way {
  private static final long WINDOW_NANOS = Duration.ofMillis(30).toNanos();

  @Override
  public boolean settle(ConsumerRecord<byte[], byte[]> message) throws SQLException {
    String id = Payment.idIn(message);
    try (Connection c = database.getConnection()) {
      if (Sql.number(c, "select count(*) from seen where id = ?", id) > 0) {
        return false;
      }
      c.setAutoCommit(false);
      work.apply(c, Payment.in(message.value()));
      c.commit();
      c.setAutoCommit(true);
      LockSupport.parkNanos(WINDOW_NANOS);
      Sql.run(c, "insert into seen (id) values (?) on conflict do nothing", id);
      return true;
    }
  }
}
