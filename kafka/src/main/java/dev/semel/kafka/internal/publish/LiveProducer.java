// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.publish;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A producer, and whether it is still of any use: not when it has said so, and not when it says
 * nothing any more, as after its thread ran out of memory. Thread-safe.
 */
public final class LiveProducer {
  private final Producer<byte[], byte[]> producer;
  private final long silenceNanosMax;
  private final AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile long answeredAt;

  /**
   * @param silenceMax how long it may owe answers without giving one
   */
  public LiveProducer(Producer<byte[], byte[]> producer, Duration silenceMax) {
    this.producer = producer;
    this.silenceNanosMax = silenceMax.toNanos();
  }

  /** Hands a record over; the callback may come from here or from the producer's own thread. */
  void send(ProducerRecord<byte[], byte[]> outgoing, Callback callback) {
    if (unanswered.getAndIncrement() == 0) {
      answeredAt = System.nanoTime();
    }
    try {
      var unused =
          producer.send(
              outgoing,
              (metadata, error) -> {
                answered();
                callback.onCompletion(metadata, error);
              });
    } catch (RuntimeException e) {
      answered();
      throw e;
    }
  }

  private void answered() {
    answeredAt = System.nanoTime();
    unanswered.decrementAndGet();
  }

  /** Nothing will get through it any more. */
  void breaksBy(Throwable error) {
    end.compareAndSet(null, error);
  }

  /** What broke it, or null as long as it is of use. */
  public @Nullable Throwable brokenBy() {
    if (unanswered.get() > 0 && System.nanoTime() - answeredAt > silenceNanosMax) {
      breaksBy(
          new IllegalStateException(
              "it owes %d answers and gives none".formatted(unanswered.get())));
    }
    return end.get();
  }

  /** Records nobody has heard of yet. */
  int unanswered() {
    return unanswered.get();
  }

  /** Lets go of it; what is not answered by then is answered as unknown. */
  public void close(Duration patience) {
    producer.close(patience);
  }
}
