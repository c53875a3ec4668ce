// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import java.util.List;

/**
 * All that one run found out.
 *
 * @param conditions under which it ran, a line each
 * @param singles one message per transaction
 * @param batches many messages per transaction, with a real fsync
 */
record Report(
    List<String> conditions,
    List<Costs.Cost> costs,
    List<Board> singles,
    List<Board> batches,
    Retention retention) {}
