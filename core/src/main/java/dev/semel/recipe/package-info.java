// SPDX-License-Identifier: Apache-2.0
/**
 * Effects that need no ledger row: {@link dev.semel.recipe.Upsert} and {@link
 * dev.semel.recipe.CompareAndSet}, which are harmless to repeat by themselves, {@link
 * dev.semel.recipe.Projection}, which follows a sequence, and {@link dev.semel.recipe.Positions},
 * which knows messages by their place in a source.
 */
@NullMarked
package dev.semel.recipe;

import org.jspecify.annotations.NullMarked;
