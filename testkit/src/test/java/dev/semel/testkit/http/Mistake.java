// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.util.List;
import java.util.Set;

/** One thing that a server does wrong, and the rows that must say so: these, and no others. */
enum Mistake {
  QUOTED_AND_BARE_DIFFER("A.2/4"),
  LOWER_CASES_KEYS("A.2/10", "A.2/10 strict"),
  TRIMS_KEYS("A.2/10", "A.2/10 strict"),
  TAKES_THE_FIRST_OF_TWO_LINES("A.2/12", "A.2/12 strict"),
  COUNTS_ESCAPES_AS_TWO("A.2/13", "A.2/13 strict"),
  PARAMETERS_ARE_PART_OF_THE_KEY("A.2/11", "A.2/11 strict"),
  TAKES_KEYS_FROM_GET("A.2/17"),
  HEAD_BURNS_THE_KEY("A.8/8"),
  RUNS_UNPROTECTED_WITHOUT_A_KEY(
      "A.2/1", "A.2/1 strict", "A.2/1 link", "A.6/4", "A.6/5 key-missing"),
  AUTHENTICATES_AFTER_THE_REPLAY("A.3/authorize"),
  CLAIMS_BEFORE_THE_BODY_IS_READ("A.3/slow-body"),
  ONE_KEY_FOR_ALL_CALLERS("A.8/1"),
  THE_TOKEN_IS_THE_CALLER("A.8/2"),
  WAITER_DELETES_THE_OWNERS_RECORD(List.of("A.8/21"), "A.4/owner-kept"),
  RUNS_WHILE_ANOTHER_RUNS(
      List.of("A.8/21", "A.8/21 pipelined"),
      "A.4/in-flight",
      "A.4/owner-kept",
      "A.4/re-running",
      "A.5/async-timeout",
      "A.6/5 in-progress",
      "A.8/16"),
  NO_RETRY_AFTER("A.4/in-flight retry-after"),
  DOES_NOT_COMPARE_BODIES(
      "A.4/in-flight other",
      "A.4/other",
      "A.4/unknown",
      "A.4/expired other",
      "A.6/4",
      "A.6/5 key-reused",
      "A.7/raw",
      "A.7/large",
      "A.7/json",
      "A.7/json duplicate",
      "A.7/multipart",
      "A.7/form",
      "A.7/gzip",
      "A.7/volatile"),
  COMPARES_PARSED_JSON("A.7/raw"),
  COMPARES_THE_FIRST_64_KIB("A.7/large"),
  DOES_NOT_COMPARE_METHODS("A.7/method"),
  DOES_NOT_COMPARE_PATHS("A.7/path"),
  DOES_NOT_COMPARE_QUERIES("A.7/query", "A.1/query-order", "A.1/glue"),
  DECODES_BEFORE_IT_SPLITS("A.1/glue"),
  COMPARES_NOTHING_WITHOUT_A_BODY("A.7/path", "A.7/query", "A.7/operation"),
  KEYS_PER_PATH("A.1/alias", "A.7/path", "A.7/operation"),
  DOES_NOT_COMPARE_MEDIA_TYPES("A.1/media-type"),
  DOES_NOT_COMPARE_VERSIONS("A.8/4"),
  COMPARES_RAW_MULTIPART("A.7/multipart"),
  EATS_THE_BODY("A.7/large", "A.7/received", "A.7/form", "A.7/multipart"),
  STORES_500("A.5/5xx"),
  KEEPS_THE_CLAIM_AFTER_AN_EXCEPTION("A.5/throw"),
  CATCHES_EXCEPTIONS_ONLY("A.5/throw-error"),
  STORES_429("A.5/retryable statuses"),
  DOES_NOT_STORE_4XX("A.5/4xx"),
  ROLLS_BACK_4XX("A.8/12"),
  ANSWERS_BEFORE_THE_COMMIT("A.5/commit"),
  ANSWERS_WHAT_CAN_ONLY_BE_ROLLED_BACK("A.8/11"),
  FORGETS_WHEN_THE_CLIENT_IS_GONE("A.5/disconnect"),
  STORES_AN_EMPTY_ANSWER_OF_ASYNC_WORK("A.8/10"),
  FORGETS_WHEN_THE_SERVER_GAVE_UP("A.5/async-timeout"),
  /** No mistake, the other right way: the key is free, and the work can commit nothing. */
  FENCES_WHEN_THE_SERVER_GAVE_UP(),
  REPLAYS_COOKIES("A.6/2 never"),
  LOSES_LOCATION("A.6/2 location", "A.8/6"),
  LOSES_ETAG("A.6/2 kept"),
  STORES_THE_CODED_BODY("A.6/2 coding"),
  STORES_CORS("A.6/2 cors"),
  DOES_NOT_MARK("A.6/3 marker"),
  DOES_NOT_ECHO("A.6/3 echo"),
  ERRORS_ARE_PLAIN_TEXT("A.6/4"),
  STORES_LARGE_ANSWERS_CUT("A.6/1"),
  RUNS_AGAIN_WHAT_WAS_NOT_STORED("A.4/not-stored", "A.6/5 result-unavailable"),
  RUNS_AGAIN_WHAT_EXPIRED("A.4/expired", "A.4/expired other", "A.6/5 key-expired"),
  RUNS_AGAIN_WHAT_IS_UNKNOWN(
      "A.4/untracked lease",
      "A.4/unknown",
      "A.5/untracked 429",
      "A.5/untracked 5xx",
      "A.5/untracked store",
      "A.6/5 outcome-unknown",
      "A.8/16 unknown"),
  RUNS_WITHOUT_ITS_STORE("A.4/store", "A.6/5 store-unavailable"),
  RETENTION_FROM_THE_ARRIVAL("A.8/16"),
  THE_LATE_ONE_OVERWRITES("A.8/14"),
  A_SPOILT_RECORD_RUNS_AGAIN("A.8/18");

  private final Set<String> rows;
  private final Set<String> perhaps;

  Mistake(String... rows) {
    this(List.of(), rows);
  }

  /** Where the mistake is a race, some rows see it or do not. */
  Mistake(List<String> perhaps, String... rows) {
    this.rows = Set.of(rows);
    this.perhaps = Set.copyOf(perhaps);
  }

  Set<String> rows() {
    return rows;
  }

  Set<String> perhaps() {
    return perhaps;
  }
}
