// SPDX-License-Identifier: Apache-2.0
/**
 * A loop as a whole: from what was chosen for it, all of it checked at once, to its parts, its
 * threads and its end.
 */
@NullMarked
package dev.semel.kafka.internal.consume;

import org.jspecify.annotations.NullMarked;
