// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import javax.sql.DataSource;

/** Takes orders into its database, and tells others about them. */
interface Shop {
  /** Takes an order; a second time it changes nothing. */
  void buy(String order) throws Exception;

  /** One turn of what publishes, if something does: a scheduler calls it again and again. */
  void relay() throws Exception;

  /** The producer of a broker. */
  interface Broker {
    /** Hands a message to the producer, which sends it some time later. */
    Receipt send(String messageId, String order);
  }

  /** The broker's answer. */
  interface Receipt {
    /** Returns when the broker has the message, and throws if it does not take it. */
    void await();
  }

  /** Starts a shop. */
  @FunctionalInterface
  interface Start {
    Shop on(DataSource database, Broker broker);
  }
}
