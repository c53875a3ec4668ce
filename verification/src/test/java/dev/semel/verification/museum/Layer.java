// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import java.util.Locale;

/** What part of the kit catches a piece. */
enum Layer {
  TWICE,
  CRASH,
  STORM,
  REORDER,
  BOUNDARY,
  CHECKER,
  FAULT_PROXY,
  FAKE_PROVIDER,
  MANUAL_CLOCK;

  /** Such as {@code fault proxy}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
