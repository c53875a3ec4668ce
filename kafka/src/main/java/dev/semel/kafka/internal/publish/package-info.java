// SPDX-License-Identifier: Apache-2.0
/**
 * From a message of the outbox to an answer of the brokers. What an error means for the record, and
 * for the producer, is said in one place, {@code SendVerdict}.
 */
@NullMarked
package dev.semel.kafka.internal.publish;

import org.jspecify.annotations.NullMarked;
