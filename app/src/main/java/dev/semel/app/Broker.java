// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.Set;

/**
 * A simulated broker that delivers at least once: a message is kept until it is acknowledged, and
 * one that is not comes again after some others. In memory; not thread-safe.
 */
final class Broker {
  private static final int DISTANCE_MAX = 40;

  private final Random random;
  private final Queue<Delivery> fresh = new ArrayDeque<>();
  private final Queue<Redelivery> again =
      new PriorityQueue<>(
          Comparator.comparingLong(Redelivery::due).thenComparingLong(Redelivery::order));
  private final Set<Delivery> unacknowledged = new HashSet<>();
  private long delivered;
  private long redelivered;
  private long order;

  /** Not before so many deliveries; among those due together the earlier asked for goes first. */
  private record Redelivery(long due, long order, Delivery delivery) {}

  Broker(Plan plan) {
    random = new Random(plan.seed());
    plan.payments().forEach(payment -> fresh.add(new Delivery(payment, 1)));
  }

  /** The next message, or nothing when each was delivered and acknowledged. */
  Optional<Delivery> next() {
    if (fresh.isEmpty() && again.isEmpty()) {
      if (!unacknowledged.isEmpty()) {
        throw new IllegalStateException(unacknowledged.size() + " deliveries were left open");
      }
      return Optional.empty();
    }
    Delivery delivery = take();
    unacknowledged.add(delivery);
    delivered++;
    if (!delivery.first()) {
      redelivered++;
    }
    return Optional.of(delivery);
  }

  /** The consumer says it is done with it. */
  void acknowledge(Delivery delivery) {
    settle(delivery);
  }

  /** No acknowledgement came, for whatever reason: it will be delivered again. */
  void expire(Delivery delivery) {
    settle(delivery);
    deliverAgain(delivery);
  }

  /** Delivers once more what was acknowledged, as brokers do after a failover or a rebalance. */
  void repeat(Delivery delivery) {
    if (unacknowledged.contains(delivery)) {
      throw new IllegalStateException("not acknowledged yet: " + delivery);
    }
    deliverAgain(delivery);
  }

  long delivered() {
    return delivered;
  }

  long redelivered() {
    return redelivered;
  }

  /** Messages that wait to be delivered, for the first time or again. */
  int waiting() {
    return fresh.size() + again.size();
  }

  private Delivery take() {
    Redelivery redelivery = again.peek();
    if (redelivery != null && (fresh.isEmpty() || redelivery.due() <= delivered)) {
      again.remove();
      return redelivery.delivery();
    }
    return fresh.remove();
  }

  private void deliverAgain(Delivery delivery) {
    long due = delivered + 1 + random.nextInt(DISTANCE_MAX);
    Delivery next = new Delivery(delivery.payment(), delivery.attempt() + 1);
    again.add(new Redelivery(due, order++, next));
  }

  private void settle(Delivery delivery) {
    if (!unacknowledged.remove(delivery)) {
      throw new IllegalStateException("not delivered, or settled before: " + delivery);
    }
  }
}
