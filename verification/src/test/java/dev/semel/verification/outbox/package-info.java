// SPDX-License-Identifier: Apache-2.0
/**
 * The outbox and its relay on real servers: storms of writers, leaders that die or sleep, restores
 * into another cluster, the ring of the log. What must have arrived is never asked of the outbox:
 * it is written to a table of the tests in the same transactions ({@code Truth}), and {@code
 * Arrivals} compares.
 */
@NullMarked
package dev.semel.verification.outbox;

import org.jspecify.annotations.NullMarked;
