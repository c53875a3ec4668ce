// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

/**
 * Hears what the ledger did, for metrics and logs. Called on the thread of the delivery, after the
 * commit; must be quick and thread-safe. What it throws is logged and changes nothing. An event may
 * go missing when the process dies: count in the database what must be exact.
 */
@FunctionalInterface
public interface LedgerListener {
  void on(LedgerEvent event);
}
