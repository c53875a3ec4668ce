// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A publisher that notes how long ago a message was published, which its body says. The clock is
 * {@code System.nanoTime}, which on Linux counts from the start of the machine and so is the same
 * in every JVM on it. Thread-safe.
 */
final class Arrivals implements Publisher.InOrder {
  private final Times times = new Times();

  /** A body that begins with the time of now. */
  static byte[] body() {
    return ByteBuffer.allocate(Backlog.BODY_BYTES).putLong(System.nanoTime()).array();
  }

  /** How long ago a message was given its body. */
  static long age(OutgoingMessage message) {
    return System.nanoTime() - ByteBuffer.wrap(message.body()).getLong();
  }

  @Override
  public void publish(List<OutgoingMessage> batch, Answers answers) {
    for (OutgoingMessage message : batch) {
      times.add(age(message));
    }
    answers.takenAll();
  }

  /** What came before does not count. */
  void begin() {
    times.clear();
  }

  Latency latency() {
    return times.latency();
  }
}
