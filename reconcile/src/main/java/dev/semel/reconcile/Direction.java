// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

/** Which way the money goes, seen from us; amounts have no sign. Immutable. */
public enum Direction {
  IN,
  OUT
}
