// SPDX-License-Identifier: Apache-2.0
/**
 * Effects that are deduplicated by their place in a sequence, without a ledger row per effect.
 *
 * <pre>
 *   ProjectionDoor   applies an event if its sequence is the next one, parks it if it is early
 *   PositionDoor     applies a message if its number was not applied before, in any order
 * </pre>
 *
 * <p>Both lock one row, which serializes the deliveries to one stream or lane, and both run in a
 * transaction the caller owns: {@code Within} puts a savepoint around the effect, so that what it
 * half did and what it was recorded by vanish together. {@code SeenNumbers} is the memory of a lane
 * as a pure value; {@code RecentEvents} is the short memory of a projection.
 */
@NullMarked
package dev.semel.internal.stream;

import org.jspecify.annotations.NullMarked;
