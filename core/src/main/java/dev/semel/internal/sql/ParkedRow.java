// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sees of a held message. Immutable.
 *
 * @param behind how many messages of its key wait for it
 */
public record ParkedRow(
    String relay,
    long id,
    String messageId,
    String topic,
    @Nullable String key,
    HeldRow.State state,
    int attempts,
    @Nullable String error,
    Instant createdAt,
    Instant heldAt,
    @Nullable Instant nextTry,
    long behind) {}
