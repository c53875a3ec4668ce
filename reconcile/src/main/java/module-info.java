// SPDX-License-Identifier: Apache-2.0
/** Reconciliation: what we believe against what the other side says. */
module dev.semel.reconcile {
  requires org.slf4j;
  requires static transitive org.jspecify;
  requires transitive dev.semel.core;

  exports dev.semel.reconcile;
}
