// SPDX-License-Identifier: Apache-2.0
/**
 * The connection an effect is given: a real one that refuses to end the transaction.
 *
 * <p>{@link dev.semel.internal.guard.Guard} says no to commit, rollback, close, a change of
 * auto-commit and unwrap, and to SQL text that does the same ({@link
 * dev.semel.internal.guard.TransactionWords} reads it). Nothing has happened when it says no, so an
 * effect that swallows the refusal has done no harm. The seal behind it catches what it cannot see,
 * a stored procedure for one. Where the server forgets that a statement failed, the guard
 * remembers, so that an effect that swallows an SQL error fails on every database alike.
 *
 * <p>The four {@code Guarded…} classes forward by hand, because core uses no reflection. What a
 * {@code ResultSet} or {@code DatabaseMetaData} hands back is not wrapped.
 */
@NullMarked
package dev.semel.internal.guard;

import org.jspecify.annotations.NullMarked;
