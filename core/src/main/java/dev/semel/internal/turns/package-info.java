// SPDX-License-Identifier: Apache-2.0
/**
 * Batches of the ledger whose effects keep the order of their lines, for the handover and the
 * inbox.
 *
 * <p>What makes this more than a loop is that order: an effect must not commit when one before it
 * in its line did not. Within one transaction that is so by itself. But the ledger halves a batch
 * that the database refuses, and knows some keys already; so an effect whose predecessor is neither
 * settled nor in the same transaction stops the turn, and the turn is taken again in two parts.
 */
@NullMarked
package dev.semel.internal.turns;

import org.jspecify.annotations.NullMarked;
