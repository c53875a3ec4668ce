// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import org.jspecify.annotations.Nullable;

/**
 * One moment of a diagram. Immutable.
 *
 * @param life whose moment it is
 * @param above how many transactions this life has open before the moment
 * @param below and after it
 * @param text what is said of it
 * @param death what dying here means; empty for those that do not die
 * @param exchange for a call and for an answer that came late
 */
record Row(
    Kind kind,
    int life,
    int above,
    int below,
    String text,
    String death,
    @Nullable Exchange exchange) {
  enum Kind {
    START,
    DELIVERED,
    CALL,
    ANSWER,
    END,
    FOLDED
  }

  static Row plain(Kind kind, int life, int above, int below, String text) {
    return new Row(kind, life, above, below, text, "", null);
  }

  boolean dies() {
    return !death.isEmpty();
  }

  boolean isPlumbing() {
    return exchange != null && exchange.isPlumbing() && !dies() && !exchange.failed();
  }
}
