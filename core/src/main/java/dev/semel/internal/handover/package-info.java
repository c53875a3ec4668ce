// SPDX-License-Identifier: Apache-2.0
/**
 * From a relay to consumers in the same process, each with its effects once.
 *
 * <p>A {@code Delivery} is one batch; it goes to one consumer after the other, as a batch of the
 * ledger each time. What makes this more than a loop is the order per key: an effect must not
 * commit when one before it in its key did not. Within one transaction that is so by itself. But
 * the ledger halves a batch that the database refuses, and knows some keys already; so an effect
 * whose predecessor is neither settled nor in the same transaction stops the turn, and the turn is
 * taken again in two parts.
 */
@NullMarked
package dev.semel.internal.handover;

import org.jspecify.annotations.NullMarked;
