// SPDX-License-Identifier: Apache-2.0
/**
 * The owner's side of a Kafka broker: which jars it needs, with which settings and on which command
 * line its JVM starts, what makes that fast, and the life of one such JVM. Knows nothing of other
 * servers, and Kafka only by name: its classes are needed by the child alone.
 */
@NullMarked
package dev.semel.embedded.internal.kafka;

import org.jspecify.annotations.NullMarked;
