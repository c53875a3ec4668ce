// SPDX-License-Identifier: Apache-2.0
/**
 * Kafka, on a real broker and real databases, under what brokers and processes do to each other.
 */
package dev.semel.verification.kafka;
