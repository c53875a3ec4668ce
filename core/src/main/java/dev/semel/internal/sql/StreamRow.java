// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

/**
 * How far a stream was applied.
 *
 * @param next the sequence that is to come
 * @param parked how many events came before their time
 * @param recent fingerprints of the last events
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record StreamRow(long next, int parked, byte[] recent) {}
