// SPDX-License-Identifier: Apache-2.0
/** Orders in which messages can arrive, repeats among them, from the tamest to the wildest. */
@NullMarked
package dev.semel.testkit.internal.orders;

import org.jspecify.annotations.NullMarked;
