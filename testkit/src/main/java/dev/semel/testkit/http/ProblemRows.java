// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import static dev.semel.testkit.http.Row.row;

import java.util.List;
import java.util.Locale;

/** A.6, rules 4 and 5: how a refusal says which one it is. */
final class ProblemRows {
  private ProblemRows() {}

  static List<Row> rows() {
    return List.of(
        row(
                "A.6/4",
                "refusals are application/problem+json and are not to be cached",
                v -> {
                  problem(v, v.post("/charges").send());
                  v.created(v.charge());
                  problem(v, v.charge().body("{\"amount\":9999}").send());
                })
            .with(Offer.PROBLEMS),
        row(
            "A.6/4 validation",
            "a 422 of the application does not look like a key that was used for another request",
            v -> {
              Answer own = v.charge().doing("audit, status=422").send();
              v.expect(own.status() == 422, "422 of the application");
              Answer again = v.charge().send();
              v.expect(
                  !own.text().contains("key-reused") && !again.text().contains("key-reused"),
                  "no code key-reused");
            }),
        row(
                "A.6/5 key-missing",
                said(400, "key-missing"),
                v -> is(v, v.post("/charges").send(), 400, "key-missing"))
            .with(Offer.PROBLEMS),
        row(
                "A.6/5 key-malformed",
                said(400, "key-malformed"),
                v -> is(v, v.post("/charges").key("\"\"").send(), 400, "key-malformed"))
            .with(Offer.PROBLEMS),
        row(
                "A.6/5 key-too-long",
                said(400, "key-too-long"),
                v ->
                    is(
                        v,
                        v.post("/charges").key('"' + "x".repeat(256) + '"').send(),
                        400,
                        "key-too-long"))
            .with(Offer.PROBLEMS),
        row(
                "A.6/5 key-too-weak",
                said(400, "key-too-weak"),
                v -> is(v, v.post("/long-keys").key("\"short\"").send(), 400, "key-too-weak"))
            .with(Offer.KEY_LENGTH_MIN, Offer.PROBLEMS),
        row(
                "A.6/5 key-reused",
                said(422, "key-reused"),
                v -> {
                  v.created(v.charge());
                  is(v, v.charge().body("{\"amount\":9999}").send(), 422, "key-reused");
                })
            .with(Offer.PROBLEMS),
        row(
                "A.6/5 in-progress",
                said(409, "in-progress") + ", retryable",
                v -> {
                  Pending first = v.held(v.charge().doing("hold"));
                  is(v, v.charge().send(), 409, "in-progress");
                  v.release();
                  first.answer();
                })
            .with(Offer.PROBLEMS),
        row(
                "A.6/5 outcome-unknown",
                said(409, "outcome-unknown"),
                v -> {
                  v.charge().to("/untracked").doing("throw").send();
                  is(v, v.charge().to("/untracked").send(), 409, "outcome-unknown");
                })
            .with(Offer.UNTRACKED, Offer.PROBLEMS),
        row(
                "A.6/5 result-unavailable",
                said(410, "result-unavailable"),
                v -> {
                  v.created(v.charge().to("/secret"));
                  is(v, v.charge().to("/secret").send(), 410, "result-unavailable");
                })
            .with(Offer.NO_BODIES, Offer.PROBLEMS),
        row(
                "A.6/5 key-expired",
                said(410, "key-expired"),
                v -> {
                  v.created(v.charge());
                  ClaimRows.age(v, "/control/age", v.facts().number("responseSeconds", 86_400));
                  is(v, v.charge().send(), 410, "key-expired");
                })
            .with(Offer.AGE, Offer.PROBLEMS),
        row(
                "A.6/5 outside-window",
                said(412, "outside-window"),
                v ->
                    is(
                        v,
                        v.charge()
                            .header("Idempotency-First-Sent", "Sat, 01 Jan 2000 00:00:00 GMT")
                            .send(),
                        412,
                        "outside-window"))
            .with(Offer.FIRST_SENT, Offer.PROBLEMS),
        row(
                "A.6/5 store-unavailable",
                said(503, "store-unavailable") + ", retryable",
                v -> {
                  v.control("/control/store?up=false");
                  try {
                    is(v, v.charge().send(), 503, "store-unavailable");
                  } finally {
                    v.control("/control/store?up=true");
                  }
                })
            .with(Offer.STORE_OUTAGE, Offer.PROBLEMS));
  }

  private static String said(int status, String code) {
    return status + " says " + code;
  }

  private static void problem(Visit v, Answer answer) throws Unmet {
    String type = answer.header("Content-Type").orElse("none").toLowerCase(Locale.ROOT);
    v.expect(type.startsWith("application/problem+json"), "application/problem+json, not " + type);
    String caching = answer.header("Cache-Control").orElse("none");
    v.expect(caching.contains("no-store"), "Cache-Control: no-store, not " + caching);
    v.expect(answer.member("title").isPresent(), "a title in the problem");
  }

  private static void is(Visit v, Answer answer, int status, String code) throws Unmet {
    v.expect(answer.status() == status, status + " with " + code);
    String seen = answer.member("code").orElse("none");
    v.expect(seen.equals(code), "code " + code + ", not " + seen);
    String type = answer.member("type").orElse("none");
    v.expect(type.endsWith(code), "a type that ends with " + code + ", not " + type);
    String retryable = answer.member("retryable").orElse("none");
    String wanted = String.valueOf(code.equals("in-progress") || code.equals("store-unavailable"));
    v.expect(retryable.equals(wanted), "retryable " + wanted + ", not " + retryable);
  }
}
