// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Settings for the two clients of a publisher: the caller's over ours, where they may be.
 * Immutable.
 */
public final class PublisherSettings {
  private static final int DELIVERY_MILLIS = 20_000;
  private static final int REQUEST_MILLIS = 10_000;

  /** Room for what a relay hands over at once: fewer requests cost the broker less. */
  private static final int BATCH_BYTES = 64 * 1024;

  /** How much longer than it may take a producer may owe an answer before nobody believes it. */
  private static final int GRACE_MILLIS = 20_000;

  private final Map<String, Object> producer;
  private final Map<String, Object> admin;

  private PublisherSettings(Map<String, Object> producer, Map<String, Object> admin) {
    this.producer = producer;
    this.admin = admin;
  }

  /**
   * Checks what the caller chose.
   *
   * @throws IllegalArgumentException with all that is wrong with it
   */
  public static PublisherSettings of(Map<String, ?> chosen) {
    List<String> problems = ProducerRules.problems(chosen);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "SEMEL-401 settings of the publisher: " + String.join("; ", problems));
    }
    return new PublisherSettings(producer(chosen), admin(chosen));
  }

  private static Map<String, Object> producer(Map<String, ?> chosen) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("acks", "all");
    settings.put("enable.idempotence", true);
    settings.put("max.in.flight.requests.per.connection", 5);
    settings.put("delivery.timeout.ms", DELIVERY_MILLIS);
    settings.put("request.timeout.ms", requestMillis(chosen));
    settings.put("max.block.ms", KnownTopics.PATIENCE.toMillis());
    settings.put("linger.ms", 1); // Of a batch of the relay, fewer requests; Kafka waits for 5.
    settings.put("batch.size", BATCH_BYTES);
    settings.put("reconnect.backoff.max.ms", 500);
    settings.putAll(chosen);
    return settings;
  }

  /** A shorter delivery leaves less time for each of its requests. */
  private static int requestMillis(Map<String, ?> chosen) {
    return Math.min(REQUEST_MILLIS, Math.max(1, deliveryMillis(chosen) / 2));
  }

  private static int deliveryMillis(Map<String, ?> settings) {
    Object value = settings.get("delivery.timeout.ms");
    try {
      return value == null ? DELIVERY_MILLIS : Integer.parseInt(value.toString().strip());
    } catch (NumberFormatException e) {
      return DELIVERY_MILLIS; // Kafka says what it thinks of it.
    }
  }

  /** The same cluster and security; but an answer at once, or none. */
  private static Map<String, Object> admin(Map<String, ?> chosen) {
    Map<String, Object> settings = new HashMap<>(chosen);
    settings
        .keySet()
        .removeIf(
            name ->
                ProducerConfig.configNames().contains(name)
                    && !AdminClientConfig.configNames().contains(name));
    settings.put("request.timeout.ms", (int) KnownTopics.PATIENCE.toMillis());
    settings.put("default.api.timeout.ms", (int) KnownTopics.PATIENCE.toMillis());
    settings.putIfAbsent("reconnect.backoff.max.ms", 200);
    return settings;
  }

  public Map<String, Object> ofProducer() {
    return producer;
  }

  public Map<String, Object> ofAdmin() {
    return admin;
  }

  /** How long a producer may owe answers without giving one. */
  public Duration silenceMax() {
    return Duration.ofMillis(deliveryMillis(producer) + GRACE_MILLIS);
  }
}
