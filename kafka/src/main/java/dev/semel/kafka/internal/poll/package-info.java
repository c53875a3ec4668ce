// SPDX-License-Identifier: Apache-2.0
/**
 * The thread that polls. {@code Poller} owns the consumer and never applies, so that a slow effect
 * does not cost the membership; a {@code Membership} is everything in memory about one consumer,
 * and an error throws it away.
 */
@NullMarked
package dev.semel.kafka.internal.poll;

import org.jspecify.annotations.NullMarked;
