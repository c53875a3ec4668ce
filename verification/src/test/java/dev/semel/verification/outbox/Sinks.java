// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Publishers that hand everything to somebody. */
final class Sinks {
  private Sinks() {}

  /** Takes whole batches, at once and in order. */
  static Publisher ordered(Consumer<OutgoingMessage> to) {
    return (Publisher.InOrder)
        (batch, answers) -> {
          batch.forEach(to);
          answers.takenAll();
        };
  }

  /** Takes messages on several threads, each after a while, and answers in any order. */
  static Publisher scattered(long seed, Consumer<OutgoingMessage> to) {
    return new Scattered(seed, to);
  }

  /** Takes most messages; of a few it says they failed, and of a few it took that nobody knows. */
  static Publisher moody(long seed, Consumer<OutgoingMessage> to) {
    Random random = new Random(seed);
    return (batch, answers) -> {
      for (int i = 0; i < batch.size(); i++) {
        int mood = random.nextInt(100);
        if (mood < 3) {
          answers.failed(i, new IllegalStateException("a bad mood"));
        } else {
          to.accept(batch.get(i));
          if (mood < 5) {
            answers.unknown(i, null);
          } else {
            answers.taken(i);
          }
        }
      }
    };
  }

  private static final class Scattered implements Publisher {
    private static final int PARTS = 3;
    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

    private final ExecutorService threads = Executors.newFixedThreadPool(PARTS);
    private final Consumer<OutgoingMessage> to;
    private final Random random;

    Scattered(long seed, Consumer<OutgoingMessage> to) {
      this.random = new Random(seed);
      this.to = to;
    }

    @Override
    public void publish(List<OutgoingMessage> batch, Answers answers) {
      for (int part = 0; part < PARTS; part++) {
        int from = part;
        long pause = (long) (random.nextDouble() * PAUSE_NANOS);
        threads.execute(
            () -> {
              for (int i = from; i < batch.size(); i += PARTS) {
                if (i % 50 == from) {
                  LockSupport.parkNanos(pause);
                }
                to.accept(batch.get(i));
                answers.taken(i);
              }
            });
      }
    }

    @Override
    public void close() {
      threads.shutdownNow();
    }
  }
}
