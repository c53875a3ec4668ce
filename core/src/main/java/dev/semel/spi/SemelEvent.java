// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

/** Something Semel did: in the ledger or in a relay. Immutable. */
public sealed interface SemelEvent permits LedgerEvent, RelayEvent {}
