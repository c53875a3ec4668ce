// SPDX-License-Identifier: Apache-2.0
/** What a run found, as text and as lines of JSON. */
@NullMarked
package dev.semel.reconcile.internal.report;

import org.jspecify.annotations.NullMarked;
