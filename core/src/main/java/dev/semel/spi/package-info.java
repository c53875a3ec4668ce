// SPDX-License-Identifier: Apache-2.0
/** What others may plug into Semel. */
@NullMarked
package dev.semel.spi;

import org.jspecify.annotations.NullMarked;
