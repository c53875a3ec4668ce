// SPDX-License-Identifier: Apache-2.0
/**
 * Where it is written down how far partitions are settled, in the group or in the database of the
 * effects, and from there: where one begins that was just assigned.
 */
@NullMarked
package dev.semel.kafka.internal.offsets;

import org.jspecify.annotations.NullMarked;
