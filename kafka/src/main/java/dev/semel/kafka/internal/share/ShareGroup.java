// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.share;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;

/**
 * How a share group is set up in the broker, where its settings are kept, as far as it decides
 * whether something is skipped or lost. Immutable.
 */
final class ShareGroup {
  private static final String RESET = "share.auto.offset.reset";
  private static final String ISOLATION = "share.isolation.level";
  private static final String RENEWAL = "share.renew.acknowledge.enable";
  private static final String DELIVERIES = "share.delivery.count.limit";
  private static final int DELIVERIES_MIN = 4;
  private static final int DELIVERIES_UNLESS_SAID = 5;

  private final String name;
  private final Config config;

  /**
   * A group.
   *
   * @param config what the broker says about it; it does so about groups that do not exist yet, too
   */
  ShareGroup(String name, Config config) {
    this.name = name;
    this.config = config;
  }

  /** After how many deliveries the broker gives a record up, for ever and without a word. */
  int deliveriesMax() {
    return entry(DELIVERIES)
        .map(ConfigEntry::value)
        .map(Integer::parseInt)
        .orElse(DELIVERIES_UNLESS_SAID);
  }

  /** What is wrong with it, each with what to do; empty if nothing is. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (entry(DELIVERIES).isEmpty()) {
      problems.add("the broker knows no %s: share groups need Kafka 4.2".formatted(DELIVERIES));
    }
    if (isByDefault(RESET, "latest")) {
      problems.add(
          undecided(RESET, "what was sent before the group's first start is skipped", "earliest"));
    }
    if (isByDefault(ISOLATION, "read_uncommitted")) {
      problems.add(
          undecided(ISOLATION, "what a producer rolled back is applied, too", "read_committed"));
    }
    if (entry(RENEWAL).map(ConfigEntry::value).filter("false"::equals).isPresent()) {
      problems.add(
          "%s is false: without it nothing can be kept while the database is away"
              .formatted(RENEWAL));
    }
    if (deliveriesMax() < DELIVERIES_MIN) {
      problems.add(
          "%s is %d, it must be %d or more: the broker gives a record up after so many deliveries, also if its consumers died"
              .formatted(DELIVERIES, deliveriesMax(), DELIVERIES_MIN));
    }
    return problems;
  }

  private String undecided(String setting, String consequence, String better) {
    return ("%s is %s because nobody decided it: %s. Set it, to %s or to what it is: kafka-configs.sh"
            + " --alter --entity-type groups --entity-name %s --add-config %s=%s")
        .formatted(
            setting,
            entry(setting).map(ConfigEntry::value).orElse(""),
            consequence,
            better,
            name,
            setting,
            better);
  }

  private boolean isByDefault(String setting, String value) {
    return entry(setting)
        .filter(entry -> value.equals(entry.value()))
        .filter(entry -> entry.source() != ConfigSource.DYNAMIC_GROUP_CONFIG)
        .isPresent();
  }

  private Optional<ConfigEntry> entry(String setting) {
    return Optional.ofNullable(config.get(setting));
  }
}
