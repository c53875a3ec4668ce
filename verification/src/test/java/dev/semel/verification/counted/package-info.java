// SPDX-License-Identifier: Apache-2.0
/**
 * What the ledger, the outbox and its relay cost, counted and not timed: round trips, statements,
 * transactions, bytes of WAL.
 */
package dev.semel.verification.counted;
