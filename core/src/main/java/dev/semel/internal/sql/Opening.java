// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import org.jspecify.annotations.Nullable;

/**
 * What the first look at a key found.
 *
 * @param held somebody else is at this key right now
 * @param row the row, where there is one
 * @param window the memory of the scope, where the key has a birth time
 */
public record Opening(boolean held, @Nullable Row row, @Nullable Window window) {}
