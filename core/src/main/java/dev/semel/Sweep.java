// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import java.time.Duration;

/**
 * What one sweep did. Immutable.
 *
 * @param slotsEmptied day slots that were truncated
 * @param rowsDeleted rows that were deleted one by one
 * @param resultsDropped results that were dropped from rows that stay
 * @param more true if it stopped at its bound, so that another sweep would find work at once
 * @param took how long it took
 */
public record Sweep(
    int slotsEmptied, long rowsDeleted, long resultsDropped, boolean more, Duration took) {}
