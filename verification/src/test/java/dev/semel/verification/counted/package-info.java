// SPDX-License-Identifier: Apache-2.0
/** What the ledger costs, counted and not timed: round trips, transactions, bytes of WAL. */
package dev.semel.verification.counted;
