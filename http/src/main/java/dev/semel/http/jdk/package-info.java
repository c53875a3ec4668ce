// SPDX-License-Identifier: Apache-2.0
/** Idempotency-Key for the server of the JDK. */
@NullMarked
package dev.semel.http.jdk;

import org.jspecify.annotations.NullMarked;
