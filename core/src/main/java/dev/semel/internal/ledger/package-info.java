// SPDX-License-Identifier: Apache-2.0
/**
 * The doors into the ledger.
 *
 * <pre>
 *   AtomicDoor   Semel's own transaction:   open | effect | seal and commit
 *   CallerDoor   a caller's transaction:    savepoint, claim | effect | settle
 *   BatchDoor    many keys at once:         claim all | effects, batched | seal and commit
 * </pre>
 *
 * <p>A {@link dev.semel.Key} becomes a {@code RowKey} in {@code KeyForm}, which is where its slot
 * is decided; {@code Scopes} knows the scopes; {@code Verdict} compares a key with the row that was
 * found. What is common to all doors is that nothing is answered as done before the commit, that no
 * connection is held while waiting, and that never two are needed at once.
 *
 * <p>Only {@code Waiting} sleeps and only {@code Tokens} makes random numbers.
 */
@NullMarked
package dev.semel.internal.ledger;

import org.jspecify.annotations.NullMarked;
