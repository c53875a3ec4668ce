// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

/**
 * A payment on its way to the consumer. Immutable.
 *
 * @param attempt 1 for the first delivery of this payment
 */
record Delivery(Payment payment, int attempt) {
  boolean first() {
    return attempt == 1;
  }
}
