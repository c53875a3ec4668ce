// SPDX-License-Identifier: Apache-2.0
/**
 * Partitions that are consumed here now, with what is on its way of each: a partition is settled as
 * far as its deliveries are without a gap, and only so far may be committed.
 */
@NullMarked
package dev.semel.kafka.internal.partition;

import org.jspecify.annotations.NullMarked;
