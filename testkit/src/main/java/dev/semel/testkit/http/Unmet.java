// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

/** A row does not hold: what it expects and what was seen, in one line. */
final class Unmet extends Exception {
  private static final long serialVersionUID = 1L;

  Unmet(String expected, String seen) {
    super("expected " + expected + "; seen: " + seen);
  }
}
