// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import dev.semel.internal.handover.Consumers;
import dev.semel.internal.handover.Delivery;
import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher without a broker: it hands messages to consumers in this process, each of which
 * applies each message once. For the modules of one application that share a database. Thread-safe.
 *
 * <pre>{@code
 * Handover handover =
 *     Handover.in(semel)
 *         .on("orders", "billing", (tx, order) -> invoices.add(tx.connection(), order.text()))
 *         .on("orders", "stock", (tx, order) -> stock.reserve(tx.connection(), order.text()));
 * try (Relay relay = semel.relay().to(handover).start()) { ... }
 * }</pre>
 *
 * <p>A consumer gets the messages of a batch in one transaction, in which its effects commit
 * together with the rows that remember them; so a message that is handed over twice has its effect
 * once. A message is taken when all consumers of its topic have applied it. One that a consumer
 * fails on is tried again later, for that consumer alone, and its effect commits nothing meanwhile;
 * the later messages of its key wait for it. A consumer may publish messages itself.
 *
 * <p>The batches are applied by one thread, a daemon, from the first that comes until {@link
 * #close}. Those that wait are as many as the relay keeps on its way; a consumer that is slow holds
 * it back by not answering. A batch should be applied well within the time the relay waits for an
 * answer.
 */
public final class Handover implements Publisher.InOrder {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.relay");
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final Semel semel;
  private final Consumers consumers;
  private final Object lock = new Object();
  private @Nullable Thread thread;
  private final Deque<Delivery> waiting = new ArrayDeque<>();
  private boolean closed;

  private Handover(Semel semel, Consumers consumers) {
    this.semel = semel;
    this.consumers = consumers;
  }

  /**
   * A handover without consumers yet.
   *
   * @param semel the ledger of the consumers; most often that of the outbox, but it need not be
   */
  public static Handover in(Semel semel) {
    return new Handover(Objects.requireNonNull(semel, "semel"), Consumers.NONE);
  }

  /**
   * A handover with one more consumer.
   *
   * @param topic whose messages it gets
   * @param scope what the consumer is called, the same for ever: under this name the ledger
   *     remembers what it has applied. It may consume several topics, each once
   * @param effect what it does with a message. It runs on the thread of the handover, in the
   *     transaction it is given, perhaps more than once, and commits once
   */
  public Handover on(String topic, String scope, Effect.ForEach<OutgoingMessage> effect) {
    return new Handover(semel, consumers.with(topic, scope, effect));
  }

  /**
   * Leaves a batch to the thread of the handover.
   *
   * @throws IllegalStateException if it was closed
   */
  @Override
  public void publish(List<OutgoingMessage> batch, Answers answers) {
    Delivery delivery = new Delivery(semel, consumers, batch, answers);
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("this handover was closed");
      }
      waiting.add(delivery);
      lock.notifyAll();
      if (thread == null) {
        thread = new Thread(this::run, "semel-handover");
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private void run() {
    try {
      for (Delivery delivery = take(); delivery != null; delivery = take()) {
        try {
          delivery.run();
        } catch (Throwable e) {
          LOG.warn("SEMEL-053 a batch could not be handed over; it comes again", e);
          delivery.giveUp(e);
        }
        // An effect may have left this behind, and nobody waits for it here.
        boolean unused = Thread.interrupted();
      }
    } catch (InterruptedException e) {
      close();
    }
  }

  private @Nullable Delivery take() throws InterruptedException {
    synchronized (lock) {
      while (waiting.isEmpty() && !closed) {
        lock.wait();
      }
      return closed ? null : waiting.remove();
    }
  }

  /** Lets the batch that is being applied end; those that wait are not applied any more. */
  @Override
  public void close() {
    List<Delivery> left;
    Thread started;
    synchronized (lock) {
      closed = true;
      left = List.copyOf(waiting);
      waiting.clear();
      started = thread;
      lock.notifyAll();
    }
    left.forEach(delivery -> delivery.giveUp(null));
    if (started != null && started != Thread.currentThread()) {
      try {
        started.join(CLOSE_PATIENCE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public String toString() {
    return "handover to " + consumers;
  }
}
