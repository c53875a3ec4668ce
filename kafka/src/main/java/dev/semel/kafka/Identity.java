// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

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
final class Identity {
  private final Function<KafkaMessage, @Nullable String> extractor;

  Identity(Function<KafkaMessage, @Nullable String> extractor) {
    this.extractor = extractor;
  }

  @Nullable String of(KafkaMessage message) {
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
