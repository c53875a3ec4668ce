// SPDX-License-Identifier: Apache-2.0
/**
 * What the outbox and its relay cost, against hand-written loops in the same run.
 *
 * <p>Five parts, each of which checks what it measures: the drain of a backlog, where every message
 * has to come once and in order; the same reading while an old snapshot is held open; the latency
 * from the commit to the publisher; what the other destinations notice of a dead one; and what a
 * published message costs the transaction it is written in.
 */
@NullMarked
package dev.semel.benchmarks.outbox;

import org.jspecify.annotations.NullMarked;
