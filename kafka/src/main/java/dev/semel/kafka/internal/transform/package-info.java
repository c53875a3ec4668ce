// SPDX-License-Identifier: Apache-2.0
/**
 * Records made of records in transactions of Kafka. All on one thread, so that a rebalance never
 * finds a transaction open; after any trouble it goes back to what is committed.
 */
@NullMarked
package dev.semel.kafka.internal.transform;

import org.jspecify.annotations.NullMarked;
