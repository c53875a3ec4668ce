// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

/** How much a verdict matters, least first. Immutable. */
public enum Severity {
  INFO,
  LOW,
  HIGH,
  CRITICAL
}
