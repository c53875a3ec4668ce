// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import dev.semel.testkit.internal.calls.CallKind;
import dev.semel.testkit.internal.calls.WatchedDataSource;
import java.util.List;
import javax.sql.DataSource;

/** Counts what one message after the other does to a database. For one thread. */
public final class MessageCost {
  private final CallLog log = new CallLog();
  private final Product product;
  private final DataSource door;
  private List<Entry> calls = List.of();

  public MessageCost(DataSource real, Product product) {
    this.product = product;
    this.door = WatchedDataSource.of(real, "database", log);
  }

  /** What the code under test must use. */
  public DataSource door() {
    return door;
  }

  public void begin() {
    log.begin();
  }

  public void end() {
    calls = log.end();
  }

  /** Calls that executed something, of the last message. */
  public long statements() {
    return calls.stream().filter(entry -> entry.call().kind() == CallKind.EXECUTE).count();
  }

  /** Transactions in which something was executed, of the last message. */
  public long transactions() {
    return Transactions.of(calls, name -> product).stream().filter(Transaction::isUsed).count();
  }

  /** Rows that the driver says were written, of the last message. */
  public long rowWrites() {
    return calls.stream().mapToLong(entry -> Transactions.rowsWritten(entry, product)).sum();
  }
}
