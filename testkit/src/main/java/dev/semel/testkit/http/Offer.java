// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that an application under test may have or not have. Rows that need what it does not
 * have are reported as not asked. Immutable, hence thread-safe.
 */
public enum Offer {
  /** {@code /strict}: only quoted keys. */
  STRICT,
  /** The server passes a TAB in a header on as it came; the JDK's own makes it a space. */
  TAB,
  /** {@code /charges} takes keys without quotes, as most clients write them. */
  BARE,
  /** {@code Idempotent-Replayed} says whether an answer is one that was given before. */
  REPLAY_MARKER,
  /** Answers say the key in {@code Idempotency-Key}. */
  KEY_ECHO,
  /** Refusals are {@code application/problem+json} with the codes of {@code docs/http.md}. */
  PROBLEMS,
  /** {@code /optional}: without a key it runs unprotected. */
  OPTIONAL,
  /** {@code /unsupported}: an endpoint that knows nothing of keys. */
  UNSUPPORTED,
  /** {@code /long-keys}: keys have at least 22 characters. */
  KEY_LENGTH_MIN,
  /** {@code /charges} takes {@code X-Idempotency-Key} as well. */
  ALIAS,
  /** {@code /annotated}: PUT and POST of one path, both with keys. */
  ANNOTATED_PUT,
  /** {@code /waiting}: a second attempt waits for the first. */
  WAITING,
  /** {@code /forms} and {@code /uploads} compare what the fields say. */
  FORMS,
  /** {@code /canonical} compares JSON whatever the order of its members. */
  CANONICAL,
  /** {@code /ignoring} leaves out the member {@code sentAt}. */
  IGNORING,
  /** {@code /versioned} compares the header {@code API-Version}. */
  API_VERSION,
  /** {@code /charges} takes bodies with {@code Content-Encoding: gzip}. */
  GZIP_REQUEST,
  /** {@code /charges} compresses answers for those who accept gzip. */
  GZIP_RESPONSE,
  /** Answers to {@code Origin} carry {@code Access-Control-Allow-Origin} with that origin. */
  CORS,
  /** {@code Charge-Number} is configured as a header to be stored. */
  CONFIGURED_HEADER,
  /** Answers above {@code responseBytesMax} are sent and not kept. */
  RESPONSE_LIMIT,
  /** Bodies above {@code bodyBytesMax} are refused with 413. */
  BODY_LIMIT,
  /** {@code /secret}: answers are never stored. */
  NO_BODIES,
  /** {@code /rebuilt}: answers are not stored, and made again from the state. */
  REBUILD,
  /** {@code /untracked}: effects outside the transaction, and lost outcomes are unknown. */
  UNTRACKED,
  /** {@code /resolving}: as {@code /untracked}, with a hook that finds out. */
  RESOLVING,
  /** {@code /re-running}: as {@code /untracked}, and run again when the outcome is unknown. */
  RE_RUNNING,
  /** {@code /journal}: two steps, each of which is done once. */
  JOURNAL,
  /** {@code /async}: the answer is completed on another thread. */
  ASYNC,
  /** {@code /async-timeout}: the server gives up after a second, whatever becomes of the work. */
  ASYNC_TIMEOUT,
  /** The step {@code nested}: two services that are idempotent themselves. */
  NESTED,
  /** The step {@code retryable}: an outcome that the application calls not final. */
  RETRYABLE,
  /** {@code /storing-errors}: answers of 5xx are stored. */
  STORING_SERVER_ERRORS,
  /** {@code /not-storing-client-errors}: answers of 4xx are not stored. */
  NOT_STORING_CLIENT_ERRORS,
  /** {@code /control/age}: what is settled becomes older. */
  AGE,
  /** {@code /control/age-leases}: leases of what runs become older. */
  AGE_LEASES,
  /** {@code Idempotency-First-Sent} is looked at. */
  FIRST_SENT,
  /** {@code /control/store}: the store can be made unreachable. */
  STORE_OUTAGE,
  /** {@code /control/corrupt}: stored answers can be spoilt. */
  CORRUPT,
  /** {@code /control/revoke}: a caller can lose what he may do. */
  REVOKE,
  /** The harness can kill the application and start it again: see {@link Target.Restart}. */
  RESTART;

  /** How an application says it in {@code GET /conformance}: like {@code key-length-min}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Offer> of(String word) {
    return Arrays.stream(values()).filter(offer -> offer.word().equals(word)).findFirst();
  }
}
