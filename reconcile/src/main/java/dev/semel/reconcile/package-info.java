// SPDX-License-Identifier: Apache-2.0
/**
 * What we believe against what the other side says, record by record.
 *
 * <p>{@link dev.semel.reconcile.Reconciler} is the door. Each side is an {@link
 * dev.semel.reconcile.EntrySource}: a stream of {@link dev.semel.reconcile.Entry entries} in the
 * order of their references, and a word about how far it is complete. Both are read once, side by
 * side, so memory does not grow with them. Every entry gets one {@link
 * dev.semel.reconcile.Verdict}, and counts and sums of money over the verdicts add up to what was
 * read, or the run fails. Nothing is changed by a run; what could be repaired is a {@link
 * dev.semel.reconcile.RepairPlan} that the caller may apply.
 */
@NullMarked
package dev.semel.reconcile;

import org.jspecify.annotations.NullMarked;
