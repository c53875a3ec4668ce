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
 * them. The rooms behind, in {@code internal}, know none of them:
 *
 * <pre>
 * consume     a loop as a whole: from choices, checked at once, to its threads and its end
 * poll        the thread that owns the consumer and never applies
 * offsets     where it is written down how far partitions are settled: the group, the database
 * lanes       the threads that apply, and their queues, by key
 * partition   what is on its way of a partition; what may be committed
 * share       topics as queues: share groups
 * effect      the user's effect, again later, and the pause during an outage
 * broker      what the brokers are asked, and on which thread
 * record      a record: its id, its key, how it is written down; knows nobody
 * publish     from the outbox to the brokers, and what their errors mean
 * transform   records made of records, in transactions of Kafka
 * </pre>
 */
@NullMarked
package dev.semel.kafka;

import org.jspecify.annotations.NullMarked;
