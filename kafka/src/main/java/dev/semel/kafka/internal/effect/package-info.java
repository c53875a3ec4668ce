// SPDX-License-Identifier: Apache-2.0
/**
 * What is done with a message: the user's effect, at once or again later, and the pause before the
 * next attempt while something that everybody needs is away.
 */
@NullMarked
package dev.semel.kafka.internal.effect;

import org.jspecify.annotations.NullMarked;
