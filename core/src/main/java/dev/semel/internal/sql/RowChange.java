// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a row is to become. Immutable as far as its values are.
 *
 * @param key the values of the key columns
 * @param version the number the row is to have
 * @param values those of the other columns
 */
public record RowChange(List<?> key, long version, List<? extends @Nullable Object> values) {}
