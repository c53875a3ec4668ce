// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.sql.SQLException;

/** Takes payments. May be acknowledged when {@code receive} has returned, and not if it threw. */
@FunctionalInterface
interface PaymentConsumer {
  void receive(Payment payment) throws SQLException;
}
