// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

/**
 * How far a slot was swept.
 *
 * @param sweptDay nothing born on this day or before is left in it
 */
public record SlotRow(int slot, long sweptDay) {}
