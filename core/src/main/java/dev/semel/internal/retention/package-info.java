// SPDX-License-Identifier: Apache-2.0
/**
 * Forgetting, in bounded steps.
 *
 * <p>A day slot whose day lies beyond the longest horizon, with a day of slack, is emptied by one
 * {@code TRUNCATE}. A slot the ring has come round to before it was emptied holds an old day and a
 * live one: the old rows are deleted in batches until the slot is pure again; until then they only
 * take up room, because their keys are forgotten by the clock. Timeless rows are deleted in batches
 * by the time they were settled. Unfinished rows are never touched. Where a scope keeps its results
 * for a shorter time than its keys, they are set to null in batches and their content type stays,
 * so a result that is gone is told from one that never was.
 *
 * <p>Before rows go, the beginning of the memory is moved past them, so a key whose row is gone is
 * never taken for new.
 */
@NullMarked
package dev.semel.internal.retention;

import org.jspecify.annotations.NullMarked;
