// SPDX-License-Identifier: Apache-2.0
/** Comma-separated values by RFC 4180, within bounds. */
@NullMarked
package dev.semel.reconcile.internal.csv;

import org.jspecify.annotations.NullMarked;
