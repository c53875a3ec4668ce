// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way out of the outbox. Immutable as long as nobody writes to its body, which is
 * not copied.
 *
 * @param id the same on every resend
 * @param topic where it goes
 * @param key what it is about; messages with the same key and topic keep their order
 * @param contentType of the body
 * @param headers all of them: the user's, those of CloudEvents 1.0 in binary mode, the trace
 * @param body the bytes as they were written
 * @param origin when it was written to the outbox
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record OutgoingMessage(
    String id,
    String topic,
    @Nullable String key,
    @Nullable String contentType,
    Map<String, String> headers,
    byte[] body,
    Instant origin) {

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Never the body. */
  @Override
  public String toString() {
    return "%s to %s (%d bytes)".formatted(id, topic, body.length);
  }
}
