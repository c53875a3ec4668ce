// SPDX-License-Identifier: Apache-2.0
/**
 * Whether two requests with one key are the same request.
 *
 * <pre>
 *   method, operation, path, variables, query, media type, headers ──RequestFacts─┐
 *                                                                                 ├─► Fingerprints
 *   body, by its rule: raw | JSON | form | multipart ─────────────────BodyDigest──┘   16 bytes
 * </pre>
 *
 * <p>Both ways to be wrong are not equally bad. To call two same requests different is a refusal
 * that somebody sees and asks about; to call two different ones the same is a wrong answer that
 * nobody sees. So everything is compared as it was sent, and only what is known to change between
 * two attempts of one client is made equal: the boundary of a multipart body, the order of query
 * parameters with different names and, where the operation asks for it, how JSON is written. Names
 * are decoded to find out which parameters share one, since their order counts; what is hashed is
 * what was sent.
 *
 * <p>A path is compared as it was sent too. {@code /charges} and {@code /charges/} may be one route
 * today and two tomorrow; with one key they are a refusal, never a second charge.
 *
 * <p>Parts are hashed with their length and the kind they are of before them, so nothing can be
 * moved from one to the next. The first byte of a fingerprint is the version of all this: a request
 * is compared by the rules its first attempt was recorded with, whatever is deployed since.
 */
@NullMarked
package dev.semel.http.internal.fingerprint;

import org.jspecify.annotations.NullMarked;
