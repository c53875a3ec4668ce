// SPDX-License-Identifier: Apache-2.0
/**
 * Topics as queues. The broker counts deliveries and gives a record up after so many, so what is in
 * hand is renewed until it is settled, and what is endangered is held in the database.
 */
@NullMarked
package dev.semel.kafka.internal.share;

import org.jspecify.annotations.NullMarked;
