// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import java.util.Locale;

/**
 * Why a request was not carried out, or not answered. Immutable.
 *
 * <p>Each is a problem of RFC 9457 with a code and the word whether the same request may be sent
 * again, so that a reused key is never taken for an invalid order though both are a 422.
 */
public enum Problem {
  KEY_MISSING(400, false, "This operation needs an Idempotency-Key"),
  KEY_MALFORMED(400, false, "The Idempotency-Key is not a string of RFC 9651"),
  KEY_TOO_LONG(400, false, "The Idempotency-Key is too long"),
  KEY_TOO_WEAK(400, false, "The Idempotency-Key is too short to be nobody else's"),
  /** The time a key was first sent is told, and is not a time. */
  FIRST_SENT_MALFORMED(400, false, "The time of the first attempt is not a time"),
  /** Nobody is authenticated, so nobody knows whose key it is. */
  CALLER_MISSING(401, false, "This operation needs to know who calls"),
  KEY_REUSED(422, false, "The Idempotency-Key was used for another request"),
  IN_PROGRESS(409, true, "The first request with this Idempotency-Key is still at work"),
  OUTCOME_UNKNOWN(409, false, "Nobody can say whether the first request was carried out"),
  RESULT_UNAVAILABLE(410, false, "The request was carried out; its answer was not kept"),
  KEY_EXPIRED(410, false, "The request was carried out; its answer is not kept any more"),
  OUTSIDE_WINDOW(412, false, "The first attempt is too long ago to tell what became of it"),
  BODY_TOO_LARGE(413, false, "The body is too large"),
  /** The body was not there when the time for it was over; nothing was done. */
  BODY_TOO_SLOW(408, true, "The body did not arrive in time"),
  /** Something before the filter has read the body, so nobody knows what it said. */
  BODY_READ_BEFORE(500, false, "The body was read before the key was looked at"),
  RESPONSE_TOO_LARGE(500, false, "The answer is larger than may be held back"),
  RECORD_CORRUPT(500, false, "The request was carried out; its answer cannot be read"),
  NOT_COMMITTED(503, true, "The request was not carried out, or it cannot be said yet"),
  STORE_UNAVAILABLE(503, true, "The memory of requests cannot be asked");

  private final int status;
  private final boolean retryable;
  private final String title;

  Problem(int status, boolean retryable, String title) {
    this.status = status;
    this.retryable = retryable;
    this.title = title;
  }

  /** What a program tells it by, such as {@code key-reused}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public int status() {
    return status;
  }

  /** Whether the same request with the same key may help, later. */
  public boolean retryable() {
    return retryable;
  }

  /** What a person tells it by. */
  public String title() {
    return title;
  }
}
