// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.share;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a share consumer needs of its settings; whatever would lose or double is refused. */
public final class ShareRules {
  private static final Map<String, String> OURS =
      Map.of(
          "share.acknowledgement.mode",
          "what is settled in the database is acknowledged, and nothing else",
          "share.acquire.mode",
          "what is fetched ahead spends its lock, and a delivery, in a buffer",
          "max.poll.records",
          "see batchSizeMax",
          "key.deserializer",
          "keys are bytes",
          "value.deserializer",
          "values are bytes, so that what cannot be read can be kept",
          "enable.auto.commit",
          "a share group has no offsets to commit");

  private ShareRules() {}

  /** What is wrong with the client's settings; empty if nothing is. */
  public static List<String> problems(Map<String, Object> connecting) {
    List<String> problems = new ArrayList<>();
    if (!connecting.containsKey("bootstrap.servers")) {
      problems.add("bootstrap.servers is missing: where is the cluster?");
    }
    OURS.forEach(
        (setting, why) -> {
          if (connecting.containsKey(setting)) {
            problems.add("%s is set by Semel: %s".formatted(setting, why));
          }
        });
    problems.sort(null);
    return problems;
  }

  /** The client's settings, ours filled in. */
  static Map<String, Object> settings(
      String scope, Map<String, Object> connecting, int batchSizeMax) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("group.id", scope);
    settings.putAll(connecting);
    settings.put("share.acknowledgement.mode", "explicit");
    settings.put("share.acquire.mode", "record_limit");
    settings.put("max.poll.records", batchSizeMax);
    return settings;
  }
}
