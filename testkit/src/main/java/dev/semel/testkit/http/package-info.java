// SPDX-License-Identifier: Apache-2.0
/**
 * A conformance kit for the header {@code Idempotency-Key}: rows that any HTTP server can be asked,
 * by URL and in whatever language it is written. What the application behind the URL must offer is
 * said in {@code docs/http-conformance.md}. It speaks to the loopback, unless told otherwise.
 */
@NullMarked
package dev.semel.testkit.http;

import org.jspecify.annotations.NullMarked;
