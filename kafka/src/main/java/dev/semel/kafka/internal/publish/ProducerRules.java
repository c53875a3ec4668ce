// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What settings of a producer would lose, double or disorder messages; all of it at once. */
public final class ProducerRules {
  /** Beyond this Kafka does not keep the order of retried requests. */
  private static final int IN_FLIGHT_MAX = 5;

  private final Map<String, ?> settings;
  private final List<String> problems = new ArrayList<>();

  private ProducerRules(Map<String, ?> settings) {
    this.settings = settings;
  }

  /** One line per problem, in a fixed order; empty if there is none. */
  public static List<String> problems(Map<String, ?> settings) {
    ProducerRules rules = new ProducerRules(settings);
    rules.needed("bootstrap.servers", "where is the cluster?");
    rules.onlyOneOf("acks", List.of("all", "-1"), "fewer replicas can lose what they acknowledged");
    rules.onlyOneOf("enable.idempotence", List.of("true"), "a retry would double or disorder");
    rules.inFlight();
    rules.retries();
    rules.absent("transactional.id", "a producer with transactions is made by KafkaTransform");
    rules.absent("key.serializer", "keys are text, as bytes of UTF-8");
    rules.absent("value.serializer", "bodies are bytes");
    return rules.problems;
  }

  private @Nullable String value(String name) {
    Object value = settings.get(name);
    return value == null ? null : value.toString().strip().toLowerCase(Locale.ROOT);
  }

  private void needed(String name, String why) {
    String value = value(name);
    if (value == null || value.isEmpty() || value.equals("[]")) {
      problems.add("%s is missing: %s".formatted(name, why));
    }
  }

  private void absent(String name, String why) {
    if (settings.containsKey(name)) {
      problems.add("%s is set by Semel: %s".formatted(name, why));
    }
  }

  private void onlyOneOf(String name, List<String> allowed, String why) {
    String value = value(name);
    if (value != null && !allowed.contains(value)) {
      problems.add("%s is %s, it must be %s: %s".formatted(name, value, allowed.get(0), why));
    }
  }

  private void inFlight() {
    String name = "max.in.flight.requests.per.connection";
    Long value = number(name);
    if (value != null && (value < 1 || value > IN_FLIGHT_MAX)) {
      problems.add(
          "%s is %d, allowed is 1 to %d: beyond it a retry disorders"
              .formatted(name, value, IN_FLIGHT_MAX));
    }
  }

  private void retries() {
    Long value = number("retries");
    if (value != null && value < 1) {
      problems.add(
          "retries is %d, it must be 1 or more: each hiccup would be an outage".formatted(value));
    }
  }

  private @Nullable Long number(String name) {
    String value = value(name);
    if (value == null) {
      return null;
    }
    try {
      return Long.valueOf(value);
    } catch (NumberFormatException e) {
      problems.add("%s is %s, it must be a number".formatted(name, value));
      return null;
    }
  }
}
