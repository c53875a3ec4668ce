// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A ledger row as it was read.
 *
 * @param result null while there is none
 */
public record Row(
    UUID id,
    @Nullable String text,
    State state,
    @Nullable UUID fingerprint,
    @Nullable Instant origin,
    Instant since,
    @Nullable Content result) {}
