// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.sql.SQLException;
import java.util.List;

/**
 * The main class of a consumer in a JVM of its own that receives one payment, commits it, and halts
 * before anybody is told: no hook runs, no connection is closed, nothing is acknowledged.
 */
final class DyingJvm {
  /** No other end of a JVM has it. */
  static final int HALTED_AFTER_COMMIT = 86;

  private DyingJvm() {}

  /** Arguments: the lane, the URL of its database, the payment. */
  public static void main(String[] arguments) throws SQLException {
    List<String> given = List.of(arguments);
    Lane lane = Lane.named(given.get(0));
    PaymentConsumer consumer = lane.consumer(Databases.unpooled(given.get(1)));
    consumer.receive(Payment.ofArguments(given.subList(2, given.size())));
    Runtime.getRuntime().halt(HALTED_AFTER_COMMIT);
  }
}
