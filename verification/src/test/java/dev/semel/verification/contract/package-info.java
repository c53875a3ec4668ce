// SPDX-License-Identifier: Apache-2.0
/**
 * What every door promises, held against every database.
 *
 * <p>A class per subject, run once per {@link dev.semel.verification.databases.Server}: a new
 * database is a new constant there, not a new class here. What all doors promise alike is a method
 * that takes a {@code Door}. The checks that have a negative control are in {@code Checks}, so that
 * the control runs the very same one with a part of Semel taken out.
 *
 * <p>After every fault a check looks at both sides: the effects that are committed and the ledger
 * rows. An effect too few is a loss, one too many a double.
 */
package dev.semel.verification.contract;
