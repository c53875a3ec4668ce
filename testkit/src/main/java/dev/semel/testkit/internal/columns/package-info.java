// SPDX-License-Identifier: Apache-2.0
/** Millions of small things in arrays of primitives, where objects and maps would fill the heap. */
@NullMarked
package dev.semel.testkit.internal.columns;

import org.jspecify.annotations.NullMarked;
