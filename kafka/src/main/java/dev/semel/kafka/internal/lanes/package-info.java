// SPDX-License-Identifier: Apache-2.0
/**
 * The threads that apply, and their queues. Messages of one key are always in one queue, so they
 * never overtake each other; a batch is held until it is settled, or until nobody wants it from us
 * any more.
 */
@NullMarked
package dev.semel.kafka.internal.lanes;

import org.jspecify.annotations.NullMarked;
