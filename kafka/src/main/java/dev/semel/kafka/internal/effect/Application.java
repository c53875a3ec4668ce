// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.effect;

import dev.semel.Effect;
import dev.semel.Tx;
import dev.semel.kafka.internal.record.Received;
import dev.semel.spi.IncomingMessage;

/**
 * What the user does with messages: reads them, which may fail for good, and applies them. Safe for
 * threads if the user's functions are.
 *
 * @param <T> what a message is read as
 */
public final class Application<T> {
  private final Reading<T> reading;
  private final Effect.ForEach<T> effect;

  public Application(Reading<T> reading, Effect.ForEach<T> effect) {
    this.reading = reading;
    this.effect = effect;
  }

  /**
   * Reads a record as what the user wants to see. What it throws says that nobody can.
   *
   * @param <T> what it is read as
   */
  @FunctionalInterface
  public interface Reading<T> {
    T of(Received received) throws Exception;
  }

  public T read(Received received) throws Exception {
    return reading.of(received);
  }

  public void apply(Tx tx, T read) throws Exception {
    effect.on(tx, read);
  }

  /** The effect for messages that come from the database, and so have to be made again. */
  public Effect.ForEach<IncomingMessage> again() {
    return (tx, kept) -> apply(tx, read(Received.of(kept)));
  }
}
