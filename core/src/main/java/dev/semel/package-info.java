// SPDX-License-Identifier: Apache-2.0
/** The public language of Semel. */
@NullMarked
package dev.semel;

import org.jspecify.annotations.NullMarked;
