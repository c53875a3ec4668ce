// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.internal.outbox.Ids;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Messages whose order is kept: those of one topic with one key. Immutable. It is looked up several
 * times on the way of each message, so its hash is kept.
 */
final class Line {
  private final String topic;
  private final String key;
  private final int hash;

  Line(String topic, String key) {
    this.topic = topic;
    this.key = key;
    this.hash = 31 * topic.hashCode() + key.hashCode();
  }

  /** The name of this line in the table of held messages. */
  UUID id() {
    return Ids.line(topic, key);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Line that
        && hash == that.hash
        && key.equals(that.key)
        && topic.equals(that.topic);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return topic + "/" + key;
  }
}
