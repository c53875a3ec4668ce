// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message to be written to the log. Immutable.
 *
 * @param day when it is written, by this machine's clock, in days since 1970: it only chooses where
 *     the row is put
 * @param lane the hash of its key
 * @param name the id as it was given, where that is no UUID
 * @param headers one per line
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record NewMessage(
    long day,
    int lane,
    UUID id,
    @Nullable String name,
    String topic,
    @Nullable String key,
    @Nullable String contentType,
    @Nullable String headers,
    byte[] body,
    @Nullable Instant notBefore,
    @Nullable Instant deliverBy) {}
