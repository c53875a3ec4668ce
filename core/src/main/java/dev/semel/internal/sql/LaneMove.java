// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

/**
 * A step of a lane that is settled further than before. Immutable.
 *
 * @param from what has to be known already
 * @param to the next number to be consumed
 */
public record LaneMove(PositionName lane, long from, long to) {}
