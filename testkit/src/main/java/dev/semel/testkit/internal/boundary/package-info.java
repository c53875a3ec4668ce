// SPDX-License-Identifier: Apache-2.0
/**
 * What one delivery did to the world outside, and whether it stayed in one transaction.
 *
 * <p>{@link dev.semel.testkit.internal.boundary.CallLog} keeps the calls that went through watched
 * doors, {@link dev.semel.testkit.internal.boundary.Transactions} makes transactions of them by
 * reading their SQL ({@link dev.semel.testkit.internal.boundary.SqlText}), and {@link
 * dev.semel.testkit.internal.boundary.FlightWatch} has the JVM's flight recorder tell what no door
 * sees: sockets. Call log and recorder meet in marks, events of the kit's own in the recording, so
 * that every time comes from one clock. {@link dev.semel.testkit.internal.boundary.Rules} compares.
 */
@NullMarked
package dev.semel.testkit.internal.boundary;

import org.jspecify.annotations.NullMarked;
