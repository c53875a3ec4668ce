// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

/**
 * Where a relay has got to. Immutable.
 *
 * @param idMax the greatest id it has dealt with
 * @param expired how many messages have expired since the last move
 */
public record RelayMove(long fence, LogPosition cursor, long idMax, int expired, int leaseMillis) {}
