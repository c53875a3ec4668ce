// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be sent. Immutable.
 *
 * @param rows counted up to a bound
 * @param oldest when the oldest of them was written, or null if there is none
 * @param hidden how many of them a transaction that is still writing keeps from being read
 * @param hiddenMillis how long the oldest of those has waited, by the clock of the database
 * @param transaction that transaction, or null if there is none
 * @param session its session on the server, if it is shown
 * @param since when it began, if that is shown
 */
public record Backlog(
    long rows,
    @Nullable Instant oldest,
    long hidden,
    long hiddenMillis,
    @Nullable String transaction,
    @Nullable Integer session,
    @Nullable Instant since) {}
