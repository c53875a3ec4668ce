// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

/**
 * A way to apply messages.
 *
 * @param messages how many messages one delivery has
 * @param effects how much one delivery adds to the balances
 * @param rows how many rows one delivery adds to the ledger
 * @param twin the hand-written form it is compared with; its own name if it is one
 * @param delivering makes what a worker does, over and over
 */
public record Subject(
    String name, int messages, int effects, int rows, String twin, Delivering delivering) {

  /** Makes the deliveries of one worker. Called before the clock runs. */
  @FunctionalInterface
  public interface Delivering {
    Delivery on(Messages messages) throws Exception;
  }

  /** One delivery. */
  @FunctionalInterface
  public interface Delivery {
    void run() throws Exception;
  }
}
