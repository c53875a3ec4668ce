// SPDX-License-Identifier: Apache-2.0
/**
 * The public language of Semel: exactly-once <em>effects</em> on the database that holds the
 * ledger.
 *
 * <p>{@link dev.semel.Semel} is the door; everything else is a value that goes through it. A {@link
 * dev.semel.Key} names an effect by who deduplicates (the scope) and what the caller calls it (the
 * id). {@code once} runs the {@link dev.semel.Effect} and records the key in one transaction, so a
 * second delivery finds the record and changes nothing. {@code attempt} does the same and answers
 * with an {@link dev.semel.Outcome} instead of throwing.
 *
 * <p>Effects that need no ledger row stand beside it: {@link dev.semel.recipe.Upsert} and {@link
 * dev.semel.recipe.CompareAndSet}, which are harmless to repeat by themselves, {@link
 * dev.semel.recipe.Projection}, which follows a sequence, and {@link dev.semel.recipe.Positions},
 * which knows messages by their place in a source.
 */
@NullMarked
package dev.semel;

import org.jspecify.annotations.NullMarked;
