// SPDX-License-Identifier: Apache-2.0
/**
 * The runnable semel: {@code ./semel demo} and {@code ./semel payments}.
 *
 * <p>The demo sends the same payments with the same faults through two lanes, each with a database
 * of its own on a real, durable PostgreSQL. The naive lane is what one writes first; the Semel lane
 * is the same SQL inside {@code semel.once}. Afterwards SQL sums say what is in the accounts.
 *
 * <p><b>What is real:</b> the server, its commits, the connections that are cut in the middle of a
 * transaction (the server ends them), and the consumer JVMs that halt between commit and
 * acknowledgement. <b>What is simulated:</b> the {@link dev.semel.app.Broker}, which lives in
 * memory, and with it duplicates and lost acknowledgements; also those crashes that only discard
 * the consumer object and its connections instead of a whole JVM.
 *
 * <p>Everything is decided by a {@link dev.semel.app.Plan}, and a plan by its seed. One thread
 * consumes, so a seed repeats a run delivery by delivery.
 *
 * <p>{@link dev.semel.app.PaymentsApi} is an example of its own: HTTP with idempotency keys, on the
 * JDK's server.
 */
@NullMarked
package dev.semel.app;

import org.jspecify.annotations.NullMarked;
