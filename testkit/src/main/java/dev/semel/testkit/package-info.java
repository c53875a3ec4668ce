// SPDX-License-Identifier: Apache-2.0
/**
 * The proof kit: it shows what a piece of Java code does when a message comes twice, when the
 * process dies anywhere, when many deliver at once and when messages overtake each other. It knows
 * nothing of Semel's ledger and works on code that does not either.
 *
 * <p>Beside it: {@code network}, a proxy that cuts connections and a provider that loses answers;
 * {@code history}, what happened and whether it may have; {@code property}, generated cases; {@code
 * http}, the conformance of a server; {@code junit}, the only package that knows JUnit.
 */
@NullMarked
package dev.semel.testkit;

import org.jspecify.annotations.NullMarked;
