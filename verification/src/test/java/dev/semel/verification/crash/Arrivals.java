// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import dev.semel.testkit.Topic;
import dev.semel.testkit.World;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A place outside the process that answers at once, on the thread that asks. It never takes one
 * message, and another only when it is asked for the second time. For one thread.
 */
final class Arrivals implements Publisher.InOrder {
  static final String TOPIC = "arrivals";

  private final Topic arrivals;
  private final Topic askedBefore;
  private final String refused;
  private final String failing;

  Arrivals(World world, String refused, String failing) {
    this.arrivals = world.topic(TOPIC);
    this.askedBefore = world.topic("asked before");
    this.refused = refused;
    this.failing = failing;
  }

  /** As an entry of the topic. */
  static String entry(String id, String body) {
    return id + " " + body;
  }

  @Override
  public void publish(List<OutgoingMessage> batch, Answers answers) {
    Set<String> stopped = new HashSet<>();
    for (int i = 0; i < batch.size(); i++) {
      OutgoingMessage message = batch.get(i);
      if (stopped.contains(message.key())) {
        answers.unknown(i, null);
      } else if (message.text().equals(refused)) {
        stopped.add(message.key());
        answers.refused(i, "not wanted here");
      } else if (message.text().equals(failing) && askedBefore.entries().isEmpty()) {
        stopped.add(message.key());
        askedBefore.publish(message.text());
        answers.failed(i, new IllegalStateException("not now"));
      } else {
        arrivals.publish(entry(message.id(), message.text()));
        answers.taken(i);
      }
    }
  }
}
