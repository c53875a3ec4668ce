// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

/**
 * How a lane ended.
 *
 * @param tally the faults that happened
 * @param balance what its books say
 */
record LaneReport(String name, long delivered, Tally tally, Books.Balance balance) {}
