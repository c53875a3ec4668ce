// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import dev.semel.benchmarks.WrongCellException;
import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import java.util.List;

/**
 * A publisher that only looks whether every message comes once and in order, by their ids, which
 * count from 1. For one thread.
 */
final class InOrder implements Publisher.InOrder {
  private long last;
  private long bytes;
  private long firstWrong;

  /** A message of the hand-written loops. */
  void take(LoggedRow row) {
    take(row.messageId().getLeastSignificantBits(), row.body());
  }

  @Override
  public void publish(List<OutgoingMessage> batch, Answers answers) {
    for (OutgoingMessage message : batch) {
      take(Long.parseLong(message.id(), 24, 36, 16), message.body());
    }
    answers.takenAll();
  }

  private void take(long number, byte[] body) {
    if (number != last + 1 && firstWrong == 0) {
      firstWrong = last + 1;
    }
    last = number;
    bytes += body.length;
  }

  /**
   * All that were expected, and nothing else.
   *
   * @throws WrongCellException if not
   */
  void check(long expected) throws WrongCellException {
    if (firstWrong != 0 || last != expected || bytes != expected * Backlog.BODY_BYTES) {
      throw new WrongCellException(
          "of messages 1 to %d the last that came is %d, with %d bytes in all; first wrong: %d"
              .formatted(expected, last, bytes, firstWrong));
    }
  }
}
