// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.http;

/** How an order is taken. */
enum Way {
  BARE("without the filter"),
  KEPT("with the filter, each key once"),
  REPLAYED("with the filter, each key for the second time");

  private final String label;

  Way(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
