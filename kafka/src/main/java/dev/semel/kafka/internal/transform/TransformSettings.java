// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.transform;

import dev.semel.kafka.internal.publish.ProducerRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Settings for the two clients of a transform: the caller's over ours, where they may be. */
public record TransformSettings(Map<String, ?> chosen, String name, String instance) {
  /** Short, since readers wait for the end of a transaction whose owner died. */
  private static final int TRANSACTION_MILLIS = 10_000;

  /** What would lose or double records. */
  public static List<String> problems(Map<String, ?> chosen) {
    List<String> problems = new ArrayList<>(ProducerRules.problems(chosen));
    refuse(problems, chosen, "enable.auto.commit", "true", "it would commit what was not written");
    refuse(
        problems,
        chosen,
        "isolation.level",
        "read_uncommitted",
        "it would transform what is aborted, and start from places that are");
    for (String own : List.of("group.id", "key.deserializer", "value.deserializer")) {
      if (chosen.containsKey(own)) {
        problems.add(own + " is set by Semel");
      }
    }
    return problems;
  }

  private static void refuse(
      List<String> problems, Map<String, ?> chosen, String name, String value, String why) {
    Object given = chosen.get(name);
    if (given != null && given.toString().strip().equalsIgnoreCase(value)) {
      problems.add("%s is %s: %s".formatted(name, value, why));
    }
  }

  Map<String, Object> ofConsumer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("auto.offset.reset", "earliest");
    settings.putAll(chosen);
    keepTo(settings, ConsumerConfig.configNames(), ProducerConfig.configNames());
    settings.put("group.id", name);
    settings.put("enable.auto.commit", false);
    settings.put("isolation.level", "read_committed");
    return settings;
  }

  Map<String, Object> ofProducer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("transaction.timeout.ms", TRANSACTION_MILLIS);
    settings.put("max.block.ms", TRANSACTION_MILLIS);
    settings.put("delivery.timeout.ms", TRANSACTION_MILLIS);
    settings.put("request.timeout.ms", TRANSACTION_MILLIS / 2);
    settings.putAll(chosen);
    keepTo(settings, ProducerConfig.configNames(), ConsumerConfig.configNames());
    settings.put("acks", "all");
    settings.put("enable.idempotence", true);
    settings.put("transactional.id", name + "-" + instance);
    return settings;
  }

  /** What neither of them knows may be for a plugin, and stays. */
  private static void keepTo(Map<String, Object> settings, Set<String> own, Set<String> others) {
    settings.keySet().removeIf(key -> others.contains(key) && !own.contains(key));
  }

  /** When a transaction is to be ended, so that the broker does not end it. */
  Duration transactionBudget() {
    Object millis = ofProducer().get("transaction.timeout.ms");
    return Duration.ofMillis(Long.parseLong(String.valueOf(millis).strip())).dividedBy(2);
  }
}
