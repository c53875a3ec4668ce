// SPDX-License-Identifier: Apache-2.0
/**
 * Properties: what must hold for every case, tried on generated ones, and the smallest case shown
 * for which it does not.
 *
 * <p>A {@link dev.semel.testkit.property.Gen} makes a value from a sequence of choices. The choices
 * are recorded, and a failing case is made smaller by making its choices fewer and smaller and
 * generating again. So whatever is generated shrinks, also through {@code map} and {@code flatMap},
 * and a shrunk case is always one that the generator could have made.
 */
@NullMarked
package dev.semel.testkit.property;

import org.jspecify.annotations.NullMarked;
