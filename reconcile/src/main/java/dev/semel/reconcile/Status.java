// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

/** What one side says became of an entry. Immutable. */
public enum Status {
  /** It has not ended: prepared, started or in doubt here, pending there. */
  PENDING,
  SUCCEEDED,
  FAILED,
  /** It happened, or was held, and has been taken back. */
  REVERSED
}
