// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A publisher that comes back when the other one has answered, so that of two threads one is at
 * work at a time and every run goes the same way. Thread-safe.
 */
final class Awaited implements Publisher.InOrder {
  private final Publisher other;

  Awaited(Publisher other) {
    this.other = other;
  }

  @Override
  public void publish(List<OutgoingMessage> batch, Answers answers) throws Exception {
    CountDownLatch open = new CountDownLatch(batch.size());
    other.publish(batch, new Counted(answers, open));
    if (!open.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("no answer");
    }
  }

  @Override
  public void close() {
    other.close();
  }

  /** Each of the handover's answers is its only one. */
  private record Counted(Answers answers, CountDownLatch open) implements Answers {
    @Override
    public void taken(int index) {
      answers.taken(index);
      open.countDown();
    }

    @Override
    public void takenAll() {
      throw new AssertionError("a handover answers one by one");
    }

    @Override
    public void refused(int index, String reason) {
      answers.refused(index, reason);
      open.countDown();
    }

    @Override
    public void failed(int index, Throwable cause) {
      answers.failed(index, cause);
      open.countDown();
    }

    @Override
    public void unknown(int index, @Nullable Throwable cause) {
      answers.unknown(index, cause);
      open.countDown();
    }
  }
}
