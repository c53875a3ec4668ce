// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

/** One statement written out for each slot of the ring and the timeless slot. Immutable. */
final class PerSlot {
  private final String[] statements = new String[Ring.TIMELESS + 1];

  /**
   * @param statement whole, with {@code {schema}} for the quoted schema, {@code {slot}} for the
   *     number of the slot and {@code {table}} for the two digits in its table's name
   */
  PerSlot(String schema, String statement) {
    for (int slot = 0; slot < statements.length; slot++) {
      statements[slot] =
          in(schema, statement)
              .replace("{slot}", Integer.toString(slot))
              .replace("{table}", digits(slot));
    }
  }

  String of(int slot) {
    return statements[slot];
  }

  static String in(String schema, String statement) {
    return statement.replace("{schema}", schema);
  }

  static String digits(int slot) {
    return slot < 10 ? "0" + slot : Integer.toString(slot);
  }
}
