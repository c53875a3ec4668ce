// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import dev.semel.testkit.history.Attempt;
import dev.semel.testkit.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Producers that send payments at a steady pace, and some of them again with the same id, as
 * producers do that do not know what became of a request. Each has accounts of its own. What got no
 * acknowledgement is sent again in the end. Thread-safe.
 */
final class Senders implements AutoCloseable {
  private static final int AGAIN_PERCENT = 25;
  private static final int OPEN_MAX = 2_000;

  private final String servers;
  private final String topic;
  private final History history;
  private final long seed;
  private final int perSecond;
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Payment> sent = new ConcurrentLinkedQueue<>();
  private final AtomicLong sends = new AtomicLong();
  private final Queue<Throwable> complaints = new ConcurrentLinkedQueue<>();

  /**
   * @param perSecond of each thread
   */
  Senders(String servers, String topic, History history, long seed, int perSecond) {
    this.servers = servers;
    this.topic = topic;
    this.history = history;
    this.seed = seed;
    this.perSecond = perSecond;
  }

  /** Starts threads; the accounts are theirs in turn. */
  Senders start(int count) {
    for (int i = 0; i < count; i++) {
      int number = i;
      Thread thread = new Thread(() -> send(number, count), "sender-" + number);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    return this;
  }

  /** Ends when everything that was begun is acknowledged. */
  void stop() throws InterruptedException {
    over.countDown();
    for (Thread thread : threads) {
      thread.join(TimeUnit.MINUTES.toMillis(2));
      if (thread.isAlive()) {
        throw new AssertionError(thread.getName() + " gets no acknowledgement");
      }
    }
    if (!complaints.isEmpty()) {
      throw new AssertionError("a sender ended early", complaints.peek());
    }
  }

  /** Every payment, however often it was sent. */
  List<Payment> sent() {
    return List.copyOf(sent);
  }

  long sends() {
    return sends.get();
  }

  @Override
  public void close() {
    over.countDown();
  }

  private void send(int number, int of) {
    try (var producer = producer(servers)) {
      new Sender(number, of, producer, new Random(seed + number)).run();
    } catch (Exception e) {
      complaints.add(e);
    }
  }

  /** Acks of all, and patience enough for every outage of a run. */
  static KafkaProducer<byte[], byte[]> producer(String servers) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", servers,
            "acks", "all",
            "linger.ms", 5,
            "request.timeout.ms", 3_000,
            "delivery.timeout.ms", 120_000,
            "max.block.ms", 120_000,
            "reconnect.backoff.max.ms", 300,
            "retry.backoff.max.ms", 300),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** One thread, its producer and its accounts. */
  private final class Sender {
    private final int number;
    private final int of;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Random random;
    private final long[] last = new long[Books.ACCOUNTS];
    private final List<Payment> mine = new ArrayList<>();
    private final Queue<Payment> doubtful = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();

    Sender(int number, int of, KafkaProducer<byte[], byte[]> producer, Random random) {
      this.number = number;
      this.of = of;
      this.producer = producer;
      this.random = random;
    }

    void run() throws InterruptedException {
      long nanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
      for (long next = System.nanoTime(); !overBy(next); next += nanos) {
        if (open.get() < OPEN_MAX) {
          send(!mine.isEmpty() && random.nextInt(100) < AGAIN_PERCENT ? oneOfMine() : another());
        }
      }
      producer.flush();
      for (Payment payment = doubtful.poll(); payment != null; payment = doubtful.poll()) {
        send(payment);
        producer.flush();
      }
    }

    private boolean overBy(long nanoTime) throws InterruptedException {
      return over.await(nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private Payment another() {
      int account = number + of * random.nextInt(Books.ACCOUNTS / of);
      Payment payment = Payment.of(account, ++last[account]);
      mine.add(payment);
      sent.add(payment);
      return payment;
    }

    /** Mostly a late one, whose first delivery may be on its way. */
    private Payment oneOfMine() {
      int among = random.nextInt(4) == 0 ? mine.size() : Math.min(50, mine.size());
      return mine.get(mine.size() - 1 - random.nextInt(among));
    }

    private void send(Payment payment) {
      Attempt sending = history.sending(payment.id());
      sends.incrementAndGet();
      open.incrementAndGet();
      producer.send(
          payment.to(topic),
          (metadata, failure) -> {
            open.decrementAndGet();
            if (failure == null) {
              sending.ok();
            } else {
              sending.unknown();
              doubtful.add(payment);
            }
          });
    }
  }
}
