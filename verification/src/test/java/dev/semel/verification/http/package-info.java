// SPDX-License-Identifier: Apache-2.0
/** The idempotency keys of HTTP on real servers over real databases. */
package dev.semel.verification.http;
