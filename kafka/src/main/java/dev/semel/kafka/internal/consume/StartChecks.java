// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.consume;

import dev.semel.kafka.internal.broker.Retention;
import dev.semel.kafka.internal.broker.Topics;
import dev.semel.kafka.internal.poll.LoopSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/**
 * What the broker is asked before a loop starts: whether its topics are there, and for how long.
 */
final class StartChecks {
  private final Topics topics;
  private final LoopSettings settings;
  private final Retained retained;

  StartChecks(Topics topics, LoopSettings settings, Retained retained) {
    this.topics = topics;
    this.settings = settings;
    this.retained = retained;
  }

  /** Refuses what cannot go well. */
  void run() {
    List<String> problems = new ArrayList<>();
    try {
      missing(problems);
      if (problems.isEmpty() && !settings.byPlace() && !settings.offsetsInDatabase()) {
        keptTooLong(problems);
      }
    } catch (KafkaException e) {
      throw new IllegalStateException(
          ("SEMEL-403 loop %s was not started: the broker did not say what its topics are (%s). Is it"
                  + " there, and may this user describe topics and their settings?")
              .formatted(settings.name(), e),
          e);
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "SEMEL-402 loop %s was not started: %s"
              .formatted(settings.name(), String.join("; ", problems)));
    }
  }

  private void missing(List<String> problems) {
    List<String> missing = new ArrayList<>(settings.topicNames());
    missing.removeAll(topics.ids(settings.topicNames()).keySet());
    missing.forEach(topic -> problems.add("topic %s does not exist".formatted(topic)));
  }

  private void keptTooLong(List<String> problems) {
    Duration remembered = retained.remembered();
    Duration accepted = retained.accepted();
    Duration bound = accepted != null && accepted.compareTo(remembered) > 0 ? accepted : remembered;
    for (Map.Entry<String, Retention> topic : topics.retentions(settings.topicNames()).entrySet()) {
      if (topic.getValue().exceeds(bound)) {
        problems.add(
            ("topic %s keeps its messages %s, and ids are remembered for %s: a message that is"
                    + " delivered again after that, as when a group starts anew, would be applied"
                    + " again. Let the scope remember longer, keep offsetsInDatabase(), or say"
                    + " acceptingRetentionOf(...)")
                .formatted(topic.getKey(), topic.getValue(), remembered));
      }
    }
  }
}
