// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.property;

/** The case does not count. An error, so that code under test does not take it for a failure. */
final class Discarded extends Error {
  private static final long serialVersionUID = 1L;

  Discarded() {
    super("an assumption of the property does not hold for this case", null, false, false);
  }
}
