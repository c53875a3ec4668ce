// SPDX-License-Identifier: Apache-2.0
/** Idempotency-Key as a Jakarta Servlet filter. */
@NullMarked
package dev.semel.http.servlet;

import org.jspecify.annotations.NullMarked;
