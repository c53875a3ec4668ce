// SPDX-License-Identifier: Apache-2.0
/** From a request to a decision, and from the end of the work to what is kept. */
@NullMarked
package dev.semel.http.internal.exchange;

import org.jspecify.annotations.NullMarked;
