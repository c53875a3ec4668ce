// SPDX-License-Identifier: Apache-2.0
/**
 * What a chaos run did, and whether it may have done it.
 *
 * <p>A {@link dev.semel.testkit.history.History} is an append-only record of what was sent,
 * delivered, applied and published, by whom, and how each attempt ended: ok, failed, or unknown,
 * which is a value and not a guess. The processes of the run write it as they go; at the end the
 * sources of truth (rows, messages of a topic, a provider's ledger) are fed in. A {@link
 * dev.semel.testkit.history.Checker} then names every id that was lost, doubled, invented,
 * published without a commit, overtaken or left without an end, in time linear in the history.
 */
@NullMarked
package dev.semel.testkit.history;

import org.jspecify.annotations.NullMarked;
