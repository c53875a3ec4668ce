// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to read of the log. Immutable.
 *
 * @param after from behind here
 * @param upTo at most up to here, or null for all there is
 * @param topic only this one, or null for all
 * @param except but not these
 */
public record LogReading(
    RelayName relay,
    LogPosition after,
    @Nullable LogPosition upTo,
    @Nullable String topic,
    List<String> except,
    int rowsMax) {}
