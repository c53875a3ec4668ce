// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.http;

/** How an order is taken. */
enum Way {
  BARE("without keys", "/bare", ""),
  BY_HAND("keys by hand", "/by-hand", "select count(*) from hand_key"),
  BY_HAND_AGAIN("keys by hand, for the second time", "/by-hand", BY_HAND.keys),
  KEPT("with the filter", "/kept", "select count(*) from semel_ledger_64"),
  REPLAYED("with the filter, for the second time", "/kept", KEPT.keys);

  private final String label;
  private final String path;
  private final String keys;

  Way(String label, String path, String keys) {
    this.label = label;
    this.path = path;
    this.keys = keys;
  }

  String label() {
    return label;
  }

  String path() {
    return path;
  }

  /** The query that counts the keys, with those of before. */
  String keys() {
    return keys;
  }

  boolean replays() {
    return this == BY_HAND_AGAIN || this == REPLAYED;
  }
}
