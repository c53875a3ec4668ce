// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

/**
 * Something Semel did: in the ledger, in a relay, for a consumer or for an HTTP request. Immutable.
 */
public sealed interface SemelEvent permits HttpEvent, InboxEvent, LedgerEvent, RelayEvent {}
