// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as it lies in the log, or was held. Immutable.
 *
 * @param slot where the row is
 * @param messageName the id as it was given, where that is no UUID
 * @param body null if it is too large to be read with others
 * @param bodyBytes how large it is
 * @param notBefore only if that is still to come
 * @param deliverBy by when it must be sent
 * @param leftMillis how long that is from when the row was read; {@link #NO_LIMIT} without one
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record LogRow(
    LogPosition at,
    int slot,
    UUID messageId,
    @Nullable String messageName,
    String topic,
    @Nullable String key,
    @Nullable String contentType,
    @Nullable String headers,
    byte @Nullable [] body,
    int bodyBytes,
    Instant createdAt,
    @Nullable Instant notBefore,
    @Nullable Instant deliverBy,
    long leftMillis) {
  /** What is left of a time that never ends. */
  public static final long NO_LIMIT = Long.MAX_VALUE;

  /** What of a body is read along with the other rows of a batch. */
  public static final int BODY_READ_ALONG_BYTES_MAX = 8 * 1024;

  /** The same with its body. */
  public LogRow with(byte[] fetched) {
    return new LogRow(
        at,
        slot,
        messageId,
        messageName,
        topic,
        key,
        contentType,
        headers,
        fetched,
        fetched.length,
        createdAt,
        notBefore,
        deliverBy,
        leftMillis);
  }

  /** Whether it was read too late to be sent. */
  public boolean late() {
    return leftMillis <= 0;
  }

  /** The id others know it by. */
  public String id() {
    return messageName != null ? messageName : messageId.toString();
  }
}
