// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

/**
 * A column that is read.
 *
 * @param scale digits of fraction; 0 where the column does not say
 */
record Column(String name, ColumnType type, int scale, String selected) {
  /** A value as a report shows it. */
  String shown(Value value) {
    return type == ColumnType.DECIMAL && !value.isCut()
        ? Decimals.shown(value.toString(), scale)
        : value.toString();
  }
}
