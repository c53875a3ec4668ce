// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.share;

import dev.semel.kafka.internal.record.Received;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen for a loop. Immutable.
 *
 * @param connecting the settings of Kafka's client as the user has them
 * @param accepted a retention of topics the user answers for
 */
public record ShareSettings(
    String scope,
    Map<String, Object> connecting,
    List<String> topics,
    int batchSizeMax,
    int messageBytesMax,
    Duration accepted,
    Function<Received, @Nullable String> identifiedBy) {

  /** The settings of Kafka's client, ours filled in. */
  Map<String, Object> client() {
    return ShareRules.settings(scope, connecting, batchSizeMax);
  }

  String group() {
    return String.valueOf(client().get("group.id"));
  }
}
