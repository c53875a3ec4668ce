// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

/**
 * Hears what Semel did, for metrics and logs. Called on the thread that did it, after the commit;
 * must be quick and thread-safe. What it throws is logged and changes nothing. An event may go
 * missing when the process dies: count in the database what must be exact.
 */
@FunctionalInterface
public interface SemelListener {
  void on(SemelEvent event);
}
