// SPDX-License-Identifier: Apache-2.0
/**
 * What exactly-once costs, against hand-written JDBC in the same run.
 *
 * <p>A <em>cell</em> is one subject, one number of connections and one setting, for about a second.
 * A <em>round</em> runs every cell of a board once, the baseline among them, in an order that
 * rotates; ratios are taken inside a round, so that a machine which is slow for a minute is slow
 * for both. Each cell is checked: the balances must have moved by what was delivered and the ledger
 * must have grown by its keys. A cell that is wrong reports that and no figure.
 */
@NullMarked
package dev.semel.benchmarks;

import org.jspecify.annotations.NullMarked;
