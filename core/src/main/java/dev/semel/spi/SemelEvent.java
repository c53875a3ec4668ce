// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

/** Something Semel did: in the ledger, in a relay or for a consumer. Immutable. */
public sealed interface SemelEvent permits InboxEvent, LedgerEvent, RelayEvent {}
