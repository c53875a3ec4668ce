// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import java.util.List;

/**
 * Who was there and what went from whom to whom, time going down. Immutable.
 *
 * @param lives the lanes of the process, by number from 1 on
 * @param outside the lanes of all else, by name
 */
record Diagram(int lives, List<String> outside, List<Row> rows) {
  static final String BROKER = "broker";

  Diagram with(List<Row> others) {
    return new Diagram(lives, outside, others);
  }
}
