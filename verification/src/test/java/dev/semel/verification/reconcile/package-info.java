// SPDX-License-Identifier: Apache-2.0
/**
 * Reconciliation on generated sides, against another way to say the same, and on real databases.
 */
package dev.semel.verification.reconcile;
