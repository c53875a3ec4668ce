// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import dev.semel.reconcile.ReconcileException;
import java.time.Instant;
import java.util.Optional;

/** How far a window may reach. */
final class Watermarks {
  private Watermarks() {}

  /** What is not yet complete would be called missing. */
  static void assertReach(Rules rules, Optional<Instant> ours, Optional<Instant> theirs) {
    assertReach(rules, "our side", ours);
    assertReach(rules, "their side", theirs);
  }

  private static void assertReach(Rules rules, String side, Optional<Instant> watermark) {
    if (watermark.isEmpty()) {
      return;
    }
    Instant reach = watermark.get().minus(rules.grace());
    if (rules.window().to().isAfter(reach)) {
      throw new ReconcileException(
          "SEMEL-704",
          ("the window ends at %s, but %s is complete up to %s and the grace is %s: end it at %s,"
                  + " or come again later")
              .formatted(rules.window().to(), side, watermark.get(), rules.grace(), reach));
    }
  }
}
