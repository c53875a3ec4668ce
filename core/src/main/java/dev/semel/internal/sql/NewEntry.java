// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A remote effect that is meant.
 *
 * @param started whether whoever writes it down is about to send it
 * @param lease how long it is his, or after what time it is taken up by whoever looks
 * @param sendWithin after what time it is not to be sent any more, if there is such a time
 */
public record NewEntry(
    UUID id,
    int scope,
    String key,
    int generation,
    Content request,
    UUID fingerprint,
    boolean started,
    Duration lease,
    @Nullable Duration sendWithin) {}
