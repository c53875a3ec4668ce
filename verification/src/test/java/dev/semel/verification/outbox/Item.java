// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import dev.semel.Message;

/**
 * What a message of these tests says: its place in the order of its key, and the transaction that
 * wrote it, which is another one when a place is taken again after a rollback. Immutable.
 */
record Item(int key, int number, int transaction) {
  static final String TOPIC = "orders";

  Message message() {
    return message(TOPIC);
  }

  Message message(String topic) {
    return Message.to(topic).key("key-" + key).body(text());
  }

  String text() {
    return key + " " + number + " " + transaction;
  }

  static Item of(String text) {
    String[] parts = text.split(" ");
    return new Item(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }
}
