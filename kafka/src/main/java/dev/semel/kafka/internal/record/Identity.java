// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.record;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a message is called by whoever sent it: {@code ce_source} and {@code ce_id} of CloudEvents,
 * else the header {@code id} that Debezium's outbox writes, else what the user's function finds,
 * else nothing. Never where it lies, which is another for each resend.
 *
 * <p>The text is {@code source|id} or the id itself. What would not fit a key, or could be mistaken
 * for another, is hashed; see {@link IdText}.
 */
public final class Identity {
  private final Function<Received, @Nullable String> extractor;

  public Identity(Function<Received, @Nullable String> extractor) {
    this.extractor = extractor;
  }

  public @Nullable String of(Received message) {
    byte[] source = message.lastHeader("ce_source");
    byte[] id = message.lastHeader("ce_id");
    if (source != null && source.length > 0 && id != null && id.length > 0) {
      return IdText.of(source, id);
    }
    byte[] debezium = message.lastHeader("id");
    if (debezium != null && debezium.length > 0) {
      return IdText.of(debezium);
    }
    String found = extractor.apply(message);
    return found == null || found.isEmpty()
        ? null
        : IdText.of(found.getBytes(StandardCharsets.UTF_8));
  }
}
