// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import java.time.Duration;

/** Where the effects of an operation are, which decides what a failure means. */
public sealed interface Effects {
  /** All of them are in the transaction that also keeps the answer. */
  record InTransaction() implements Effects {}

  /**
   * They are where nobody here can see them.
   *
   * @param lease how long the work may take before nobody can say how far it went
   */
  record Untracked(Duration lease) implements Effects {}
}
