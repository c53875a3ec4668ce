// SPDX-License-Identifier: Apache-2.0
/**
 * What is kept of an answer and what is said instead of one.
 *
 * <p>{@code HeaderPolicy} decides which headers of an answer are the answer's own: an allow-list,
 * since a header that belongs to one moment or one connection (a cookie, a date, a trace id) does
 * harm when it is repeated, and one that is missing can be added. {@code Recorded} is the answer as
 * bytes in the ledger; it carries a version and a checksum, and bytes that were damaged are no
 * answer rather than a wrong one. {@code ProblemBody} writes the problems.
 */
@NullMarked
package dev.semel.http.internal.record;

import org.jspecify.annotations.NullMarked;
