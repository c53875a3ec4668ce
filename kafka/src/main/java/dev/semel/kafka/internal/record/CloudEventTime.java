// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** When a message was made first: {@code ce_time}, which a resend does not change. */
public final class CloudEventTime {
  private CloudEventTime() {}

  /** Null if there is none, or none that can be read. */
  public static @Nullable Instant of(Received message) {
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
