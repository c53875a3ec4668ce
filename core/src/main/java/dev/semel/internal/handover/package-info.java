// SPDX-License-Identifier: Apache-2.0
/**
 * From a relay to consumers in the same process, each with its effects once.
 *
 * <p>A {@code Delivery} is one batch; it goes to one consumer after the other, as a batch of the
 * ledger each time, in order per topic and key.
 */
@NullMarked
package dev.semel.internal.handover;

import org.jspecify.annotations.NullMarked;
