// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read of the log. Immutable.
 *
 * @param rows in order
 * @param complete up to where there is nothing else to read, now or ever, or null if that is not
 *     known because there may be more than was asked for
 */
public record LogPage(List<LogRow> rows, @Nullable LogPosition complete) {}
