// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.BudgetReport.Measure;
import dev.semel.testkit.TestkitException.Code;
import dev.semel.testkit.internal.boundary.MessageCost;
import dev.semel.testkit.internal.boundary.Product;
import dev.semel.testkit.internal.boundary.Wal;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a message costs, so that a test can say how much it may cost.
 *
 * <pre>{@code
 * Budget.of(dataSource)
 *     .messages(100)
 *     .roundTripsFrom(proxy::trips)
 *     .deliver((database, n) -> listener(database).onMessage(message(n)))
 *     .perMessage()
 *     .statementsAtMost(3)
 *     .transactionsAtMost(1)
 *     .roundTripsAtMost(4)
 *     .rowWritesAtMost(2)
 *     .walBytesAtMost(900)
 *     .assertKept();
 * }</pre>
 *
 * <p>A statement is one call that executes: a batch is one, and so is a text of several. A
 * transaction is one that ran a statement, however it ended; a statement that commits by itself is
 * one as well. Row writes are the update counts of the driver; a statement whose count it does not
 * tell, such as {@code insert … returning}, is one row. These and the round trips are exact, and
 * the dearest message counts. Bytes of write-ahead log, on PostgreSQL alone, are those of the whole
 * server divided by the messages: let nothing else write, switch autovacuum off or measure many
 * messages, and expect a checkpoint to add full pages.
 *
 * <p>Messages that warm up come first and are not counted: they fill caches of the driver, of the
 * server's catalog and of the code under test, and take the full-page images that follow a
 * checkpoint. For one thread, and for code that works in the thread that delivers.
 */
public final class Budget {
  private static final int MESSAGES = 100;
  private static final int WARM_UP = 12;

  private final DataSource database;
  private int messages = MESSAGES;
  private int warmUp = WARM_UP;
  private @Nullable LongSupplier trips;
  private boolean remoteAllowed;

  /** One delivery of the n-th message, each of which must be a new one. */
  @FunctionalInterface
  public interface Delivering {
    /**
     * Delivers, and fails if a broker would have to deliver again.
     *
     * @param database what the code under test must use as its database
     * @param n counts from 0, over the messages that warm up and then the others
     */
    void deliver(DataSource database, int n) throws Exception;
  }

  private Budget(DataSource database) {
    this.database = database;
  }

  /** A budget for what is done to this database, which must be on this machine. */
  public static Budget of(DataSource database) {
    return new Budget(database);
  }

  /** How many messages are counted; 100 unless said otherwise. */
  public Budget messages(int count) {
    this.messages = atLeast(1, "messages", count);
    return this;
  }

  /** How many messages are delivered before that; 12 unless said otherwise. */
  public Budget warmUp(int count) {
    this.warmUp = atLeast(0, "warmUp", count);
    return this;
  }

  /**
   * Where round trips are counted, such as {@code proxy::trips} of a {@link
   * dev.semel.testkit.network.FaultProxy} that stands between the data source and the server.
   */
  public Budget roundTripsFrom(LongSupplier tripsSoFar) {
    this.trips = tripsSoFar;
    return this;
  }

  /** The database may be on another machine. */
  public Budget allowRemoteDatabase() {
    this.remoteAllowed = true;
    return this;
  }

  /** Delivers all messages, one after the other, in this thread. */
  public BudgetReport deliver(Delivering delivering) {
    LoopbackOnly.require(database, remoteAllowed);
    try {
      Product product = Product.of(database);
      MessageCost cost = new MessageCost(database, product);
      for (int n = 0; n < warmUp; n++) {
        deliver(delivering, cost, n);
      }
      return measured(delivering, cost, product);
    } catch (SQLException e) {
      throw LoopbackOnly.unreadable(e);
    }
  }

  private BudgetReport measured(Delivering delivering, MessageCost cost, Product product)
      throws SQLException {
    Map<Measure, LongSummaryStatistics> figures = new EnumMap<>(Measure.class);
    long walBefore = product.isPostgreSql() ? Wal.bytes(database) : 0;
    for (int n = 0; n < messages; n++) {
      long tripsBefore = trips == null ? 0 : trips.getAsLong();
      deliver(delivering, cost, warmUp + n);
      if (trips != null) {
        count(figures, Measure.ROUND_TRIPS, trips.getAsLong() - tripsBefore);
      }
      count(figures, Measure.STATEMENTS, cost.statements());
      count(figures, Measure.TRANSACTIONS, cost.transactions());
      count(figures, Measure.ROW_WRITES, cost.rowWrites());
    }
    Long wal = product.isPostgreSql() ? Wal.bytes(database) - walBefore : null;
    return new BudgetReport(messages, figures, wal, product.name());
  }

  private static void count(
      Map<Measure, LongSummaryStatistics> figures, Measure measure, long value) {
    figures.computeIfAbsent(measure, m -> new LongSummaryStatistics()).accept(value);
  }

  private static void deliver(Delivering delivering, MessageCost cost, int n) {
    cost.begin();
    try {
      delivering.deliver(cost.door(), n);
    } catch (Exception e) {
      throw new AssertionError(
          "the delivery of message "
              + n
              + " failed, so nothing is said about what a message costs: "
              + e.getClass().getName(),
          e);
    } finally {
      cost.end();
    }
  }

  private static int atLeast(int min, String option, int value) {
    if (value < min) {
      throw new TestkitException(
          Code.BAD_BUDGET, "%s(%d) counts nothing; say %d or more.".formatted(option, value, min));
    }
    return value;
  }
}
