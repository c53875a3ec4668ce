// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.time.Duration;

/** How many bytes are written at once, and how long it is before the next are. Immutable. */
record Slices(int bytes, Duration pause) {
  static final Slices WHOLE = new Slices(Integer.MAX_VALUE / 2, Duration.ZERO);
}
