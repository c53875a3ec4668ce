// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.share;

import dev.semel.Inbox;
import dev.semel.kafka.internal.broker.ClientSettings;
import dev.semel.kafka.internal.broker.Topics;
import dev.semel.kafka.internal.record.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** What the broker is asked before a loop starts: how its group and its topics are set up. */
final class ShareChecks {
  private final ShareSettings settings;

  ShareChecks(ShareSettings settings) {
    this.settings = settings;
  }

  /** Reads as the broker's set-up asks for, after it was looked at. */
  ShareRecords records(Inbox inbox) {
    String group = settings.group();
    try (Topics broker =
        new Topics(Admin.create(new ClientSettings(settings.connecting()).admin()))) {
      ShareGroup setUp = new ShareGroup(group, broker.group(group));
      Map<String, String> ids = broker.ids(settings.topics());
      List<String> problems = new ArrayList<>(setUp.problems());
      settings.topics().stream()
          .filter(topic -> !ids.containsKey(topic))
          .forEach(topic -> problems.add("topic %s does not exist".formatted(topic)));
      if (problems.isEmpty()) {
        keptTooLong(problems, broker, inbox.horizon());
      }
      if (!problems.isEmpty()) {
        throw new IllegalStateException(
            "SEMEL-421 share group %s was not started: %s"
                .formatted(group, String.join("; ", problems)));
      }
      return new ShareRecords(
          new Identity(settings.identifiedBy()),
          ids,
          settings.messageBytesMax(),
          setUp.deliveriesMax());
    } catch (KafkaException e) {
      throw new IllegalStateException(
          ("SEMEL-403 share group %s was not started: the broker did not say how it is set up"
                  + " (%s). Is it there, and may this user describe the group and its topics?")
              .formatted(group, e),
          e);
    }
  }

  private void keptTooLong(List<String> problems, Topics broker, Duration remembered) {
    Duration accepted = settings.accepted();
    Duration bound = accepted.compareTo(remembered) > 0 ? accepted : remembered;
    broker
        .retentions(settings.topics())
        .forEach(
            (topic, retention) -> {
              if (retention.exceeds(bound)) {
                problems.add(
                    ("topic %s keeps its messages %s, and ids are remembered for %s: when the"
                            + " group is set back, what is older would be applied again. Let the"
                            + " scope remember longer, or say acceptingRetentionOf(...)")
                        .formatted(topic, retention, remembered));
              }
            });
  }
}
