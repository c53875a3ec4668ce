// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The settings of Kafka's consumer: those of the user, and ours where the user has none. What would
 * lose messages or apply them twice is refused, never changed silently.
 */
public final class ClientSettings {
  private final Map<String, Object> given;

  public ClientSettings(Map<String, ?> given) {
    this.given = Map.copyOf(given);
  }

  /** For a consumer of this name. */
  public Map<String, Object> consumer(String name, int recordsMax) {
    Map<String, Object> all = new HashMap<>(given);
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    all.putIfAbsent(ConsumerConfig.GROUP_ID_CONFIG, name);
    all.putIfAbsent(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    all.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.putIfAbsent(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, recordsMax);
    if (isClassic()) {
      all.putIfAbsent(
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          List.of(CooperativeStickyAssignor.class));
    }
    return all;
  }

  private boolean isClassic() {
    return !"consumer".equalsIgnoreCase(text(ConsumerConfig.GROUP_PROTOCOL_CONFIG));
  }

  /** Of the same connection, for an admin client. */
  public Map<String, Object> admin() {
    Map<String, Object> some = new HashMap<>(given);
    some.keySet().retainAll(AdminClientConfig.configNames());
    // They are of the consumer, and two clients of one JVM must not register alike.
    some.keySet()
        .removeAll(
            List.of(
                AdminClientConfig.CLIENT_ID_CONFIG,
                AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG));
    return some;
  }

  /** How long a consumer may go without polling, as far as the user says. */
  public long maxPollIntervalMillis() {
    String text = text(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);
    return text == null || !text.matches("\\d{1,10}") ? 300_000 : Long.parseLong(text);
  }

  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (text(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG) == null) {
      problems.add("bootstrap.servers is missing: give it to connecting(...)");
    }
    refuse(
        problems,
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        !"false".equalsIgnoreCase(text(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG)),
        "it would acknowledge messages whose effect has not happened; leave it out");
    String deserializers =
        "the loop reads bytes; leave it out and decode in apply(decoder, effect)";
    refuse(problems, ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, true, deserializers);
    refuse(problems, ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, true, deserializers);
    refuse(
        problems,
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        !"earliest".equalsIgnoreCase(text(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG)),
        "whenever the group has no offset for a partition, as when one is added or the offsets have"
            + " expired, latest skips messages and none stops; earliest is safe because what was"
            + " applied is not applied again. To begin at the end, reset the group's offsets to it"
            + " once, before the first start");
    refuse(
        problems,
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        !"read_committed".equalsIgnoreCase(text(ConsumerConfig.ISOLATION_LEVEL_CONFIG)),
        "messages of producers' transactions that were aborted would be applied; leave it out");
    return problems;
  }

  private void refuse(List<String> problems, String setting, boolean wrong, String why) {
    if (given.containsKey(setting) && wrong) {
      problems.add("%s is %s: %s".formatted(setting, text(setting), why));
    }
  }

  private @Nullable String text(String setting) {
    Object value = given.get(setting);
    return value == null ? null : value.toString();
  }
}
