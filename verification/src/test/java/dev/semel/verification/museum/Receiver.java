// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import java.util.List;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** Takes messages and acknowledges them itself; what it did not acknowledge comes again. */
interface Receiver {
  void receive(List<Message> batch, Acks acks) throws Exception;

  /** How a receiver tells the broker. */
  interface Acks {
    void one(Message message);

    /** This message and all before it in the batch. */
    void upTo(Message message);

    /** Everything that was received. */
    void all();
  }

  /**
   * What a receiver has to work with.
   *
   * @param threads run what they are given some time later
   */
  record Tools(DataSource database, Rates rates, Executor threads) {}

  /** Starts a receiver. */
  @FunctionalInterface
  interface Start {
    Receiver with(Tools tools);
  }
}
