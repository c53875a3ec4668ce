// SPDX-License-Identifier: Apache-2.0
/**
 * The sorted merge join: order, groups, the matrix of verdicts, and the totals. Pure but for the
 * two cursors.
 */
@NullMarked
package dev.semel.reconcile.internal.merge;

import org.jspecify.annotations.NullMarked;
