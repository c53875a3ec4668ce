// SPDX-License-Identifier: Apache-2.0
/**
 * What Semel costs on Kafka, against hand-written clients in the same run: the consumer loop, with
 * every effect checked in every cell, and the relay, with every record.
 */
@NullMarked
package dev.semel.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
