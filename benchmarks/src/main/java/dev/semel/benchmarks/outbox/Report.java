// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import dev.semel.benchmarks.Board;
import dev.semel.benchmarks.Costs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one run found out; what was left out is null.
 *
 * @param conditions under which it ran, a line each
 * @param writing what a published message costs its transaction
 * @param costs the same, counted
 */
record Report(
    List<String> conditions,
    @Nullable Drain drain,
    @Nullable OldSnapshot oldSnapshot,
    @Nullable ToPublisher toPublisher,
    @Nullable Isolation isolation,
    List<Board> writing,
    List<Costs.Cost> costs) {}
