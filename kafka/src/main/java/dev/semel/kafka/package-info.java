// SPDX-License-Identifier: Apache-2.0
/** A publisher for the relay and consumers whose effects happen once, on Apache Kafka. */
@NullMarked
package dev.semel.kafka;

import org.jspecify.annotations.NullMarked;
