// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.property;

/**
 * What a property that holds was tried on. Immutable, hence thread-safe.
 *
 * @param seed makes the same cases again
 * @param tries cases that were checked
 * @param discarded cases that did not count
 */
public record Tried(long seed, int tries, int discarded) {}
