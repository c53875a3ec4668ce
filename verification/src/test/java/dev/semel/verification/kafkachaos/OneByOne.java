// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Each record in a transaction of its own, together with the row that remembers it. */
record OneByOne(DataSource database, Work work) implements ByHand.Way {
  @Override
  public boolean settle(ConsumerRecord<byte[], byte[]> message) throws SQLException {
    try (Connection c = database.getConnection()) {
      c.setAutoCommit(false);
      boolean first =
          Sql.count(
                  c,
                  "insert into seen (id) values (?) on conflict do nothing",
                  Payment.idIn(message))
              == 1;
      if (first) {
        work.apply(c, Payment.in(message.value()));
      }
      c.commit();
      return first;
    }
  }
}
