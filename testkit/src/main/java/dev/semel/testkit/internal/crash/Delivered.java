// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

/**
 * The message in whose delivery a step is taken. Immutable.
 *
 * @param attempt counts the deliveries of one life, whatever they deliver, from 1 on
 */
public record Delivered(String id, int attempt) {}
