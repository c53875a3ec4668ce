// SPDX-License-Identifier: Apache-2.0
/**
 * A publisher and consumers whose effects happen once, on Apache Kafka.
 *
 * <p>{@link dev.semel.kafka.KafkaPublisher} takes messages from the outbox to the brokers. {@link
 * dev.semel.kafka.KafkaConsumerLoop} goes the other way, from the partitions of a group to effects
 * in a database, or in several, over which {@link dev.semel.kafka.Shards} spreads the keys; {@link
 * dev.semel.kafka.KafkaShareLoop} does so for queues. Both commit to the broker what the ledger has
 * settled, never more. {@link dev.semel.kafka.KafkaTransform} stays within Kafka, and its promise
 * ends there.
 *
 * <p>These are doors, and a {@link dev.semel.kafka.KafkaMessage} is the value that goes through
 * them. The rooms behind, in {@code internal}, know none of them.
 */
@NullMarked
package dev.semel.kafka;

import org.jspecify.annotations.NullMarked;
