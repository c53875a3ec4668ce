// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import org.jspecify.annotations.Nullable;

/**
 * A share of a relay as it is known to the database. Immutable.
 *
 * @param owner who sends now, or null if nobody does
 * @param pause why it is stopped, or null if it is not
 * @param expired how many of its messages have expired
 */
public record RelayRow(
    RelayName name, @Nullable String owner, long fence, @Nullable String pause, long expired) {}
