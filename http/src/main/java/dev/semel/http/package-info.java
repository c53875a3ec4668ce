// SPDX-License-Identifier: Apache-2.0
/** Idempotency-Key: the same request twice gets the same answer, and one effect. */
@NullMarked
package dev.semel.http;

import org.jspecify.annotations.NullMarked;
