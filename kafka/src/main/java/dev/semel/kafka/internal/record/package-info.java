// SPDX-License-Identifier: Apache-2.0
/**
 * A record of a topic, and what follows from it alone: what it is called, what it is about, when it
 * was made, and how all of that is written down with a message that has to wait. Knows no other
 * room.
 */
@NullMarked
package dev.semel.kafka.internal.record;

import org.jspecify.annotations.NullMarked;
