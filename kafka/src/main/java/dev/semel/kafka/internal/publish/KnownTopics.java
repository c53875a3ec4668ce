// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Which topics are known to be there. A producer that is given a record for a topic it has never
 * heard of waits, and its question alone makes a broker create the topic where that is allowed; so
 * others are asked before. Any thread may forget; one thread asks.
 */
public final class KnownTopics {
  /** How long the relay may have to wait for an answer about new topics. */
  public static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Function<Set<String>, ? extends Map<String, ? extends KafkaFuture<?>>> describing;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /**
   * @param describing asks the cluster about all of them at once, without waiting
   */
  public KnownTopics(
      Function<Set<String>, ? extends Map<String, ? extends KafkaFuture<?>>> describing) {
    this.describing = describing;
  }

  boolean has(String topic) {
    return known.contains(topic);
  }

  /** The topic may have been deleted; it is asked for before it is used again. */
  void forget(String topic) {
    known.remove(topic);
  }

  /**
   * Asks for all of them in one call and remembers those that are there.
   *
   * @return for each of the others, what was said, or that nothing was said in time
   */
  Map<String, Exception> missing(Set<String> topics) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Map<String, Exception> missing = new HashMap<>();
    for (Map.Entry<String, ? extends KafkaFuture<?>> answer : describing.apply(topics).entrySet()) {
      try {
        Object unused = answer.getValue().get(left(deadline), TimeUnit.NANOSECONDS);
        known.add(answer.getKey());
      } catch (ExecutionException e) {
        missing.put(answer.getKey(), said(e));
      } catch (java.util.concurrent.TimeoutException e) {
        missing.put(answer.getKey(), silence(answer.getKey()));
      }
    }
    return missing;
  }

  private static long left(long deadline) {
    return Math.max(0, deadline - System.nanoTime());
  }

  private static Exception said(ExecutionException e) {
    return e.getCause() instanceof Exception cause ? cause : new KafkaException(e);
  }

  private static TimeoutException silence(String topic) {
    return new TimeoutException(
        "SEMEL-413 the cluster did not say within %d s whether it has topic %s"
            .formatted(PATIENCE.toSeconds(), topic));
  }
}
