// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.security.SecureRandom;

/** Where a run gets its identity if nobody chose one. */
final class Seeds {
  private static final int SHORT_ENOUGH_TO_TYPE = 1_000_000;

  private Seeds() {}

  static long fresh() {
    return new SecureRandom().nextInt(SHORT_ENOUGH_TO_TYPE);
  }
}
