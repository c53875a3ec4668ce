// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to read of the log. For one thread: what is known is a view.
 *
 * @param after from behind here
 * @param upTo at most up to here, or null for all there is
 * @param topic only this one, or null for all
 * @param except but not these
 * @param known the ids of rows that were read before and are not gone yet, where rows do not stay:
 *     a row up to {@code after} that is not among them was committed late, and is read first
 * @param thorough to look for those that were committed late even if there is nothing new
 */
public record LogReading(
    RelayName relay,
    LogPosition after,
    @Nullable LogPosition upTo,
    @Nullable String topic,
    List<String> except,
    Set<Long> known,
    boolean thorough,
    int rowsMax) {}
