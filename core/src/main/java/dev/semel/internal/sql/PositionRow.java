// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

/**
 * Which numbers of a lane were applied, as it is stored.
 *
 * @param contiguousTo all numbers up to here were
 * @param unknownTo of those after it up to here nobody knows
 * @param windowAfter all after that up to here were
 * @param windowBits and of those after that, the ones whose bit is set; least significant first
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record PositionRow(long contiguousTo, long unknownTo, long windowAfter, byte[] windowBits) {}
