// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** When a message was made first: {@code ce_time}, which a resend does not change. */
final class CloudEventTime {
  private CloudEventTime() {}

  /** Null if there is none, or none that can be read. */
  static @Nullable Instant of(KafkaMessage message) {
    String text = message.header("ce_time").orElse("");
    if (text.isEmpty()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
