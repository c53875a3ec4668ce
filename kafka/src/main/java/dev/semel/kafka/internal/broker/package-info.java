// SPDX-License-Identifier: Apache-2.0
/**
 * What is asked of the brokers before and while topics are consumed, and with which settings. Who
 * polls must not wait for an answer, nor for one of the database, so there is a thread for errands.
 */
@NullMarked
package dev.semel.kafka.internal.broker;

import org.jspecify.annotations.NullMarked;
