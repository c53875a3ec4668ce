// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import static dev.semel.testkit.http.Row.row;

import java.util.ArrayList;
import java.util.List;

/** A.5: what is stored of which end. */
final class OutcomeRows {
  private OutcomeRows() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(ends());
    rows.addAll(breaks());
    rows.addAll(switches());
    return rows;
  }

  private static List<Row> ends() {
    return List.of(
        row(
            "A.5/2xx",
            "200 is stored like 201",
            v -> {
              Answer first = v.status(200, v.charge().doing("status=200"), "an end with 200");
              v.replayed(first, v.charge());
              v.effects(1, 1);
            }),
        row(
            "A.5/commit",
            "a commit that fails: no success is sent, nothing is stored, the next attempt runs",
            v -> undone(v, "commit-fails")),
        row(
            "A.5/4xx",
            "402, 404, 409 and 422 of the application are stored",
            v -> {
              for (int status : new int[] {402, 404, 409, 422}) {
                Ask ask = v.post("/charges").key('"' + v.key() + status + '"');
                Answer first = ask.doing("audit, status=" + status).send();
                v.expect(first.status() == status, status + " of the application");
                v.replayed(first, ask);
              }
              v.expect(v.counts().runs() == 4, "one run for each");
            }),
        row(
            "A.5/retryable statuses",
            "408, 425 and 429 are not stored, and what they did is undone",
            v -> {
              for (int status : new int[] {408, 425, 429}) {
                Answer first = v.charge().doing("status=" + status).send();
                v.expect(first.status() == status, status + " of the application");
              }
              v.effects(0, 3);
              v.created(v.charge());
              v.effects(1, 4);
            }),
        row(
                "A.5/retryable",
                "what the application calls retryable is not stored, and is undone",
                v -> {
                  v.status(409, v.charge().doing("retryable, status=409"), "the application's 409");
                  v.effects(0, 1);
                  v.created(v.charge());
                  v.effects(1, 2);
                })
            .with(Offer.RETRYABLE),
        row(
            "A.5/5xx",
            "500 of the application is not stored, what it did is undone, the next attempt runs",
            v -> undone(v, "status=500")),
        row(
            "A.5/throw",
            "an exception: nothing is stored, what was done is undone, the next attempt runs",
            v -> undone(v, "throw")),
        row(
            "A.5/throw-error",
            "the gravest error: nothing is stored, what was done is undone, the next attempt runs",
            v -> undone(v, "throw-error")));
  }

  static void undone(Visit v, String steps) throws Unmet {
    Answer first = v.charge().doing(steps).send();
    v.expect(first.status() >= 500, "5xx after " + steps);
    v.effects(0, 1);
    v.replayed(v.created(v.charge()), v.charge());
    v.effects(1, 2);
  }

  private static List<Row> breaks() {
    return List.of(
        row(
            "A.5/disconnect",
            "a client that goes away changes nothing: the answer is there for its next attempt",
            v -> {
              v.held(v.charge().doing("hold")).hangUp();
              v.release();
              v.becomes(1, 1);
              answeredInTheEnd(v);
            }),
        row(
                "A.5/async-timeout",
                "work that outlives the server's patience goes on alone or is fenced: one effect",
                OutcomeRows::outlivesTheServersPatience)
            .with(Offer.ASYNC_TIMEOUT),
        row(
                "A.5/dies",
                "a process that dies in the middle leaves nothing, and the next attempt runs",
                v -> {
                  v.held(v.charge().doing("hold"));
                  v.restart();
                  v.replayed(v.created(v.charge()), v.charge());
                  v.expect(v.counts().effects() == 1, "one effect");
                })
            .with(Offer.RESTART),
        row(
                "A.5/untracked 2xx",
                "untracked work that ended well is stored",
                v -> {
                  Ask ask = v.charge().to("/untracked");
                  v.replayed(v.created(ask), ask);
                  v.effects(1, 1);
                })
            .with(Offer.UNTRACKED),
        row(
                "A.5/untracked 4xx",
                "untracked work that ended with 402 is stored",
                v -> {
                  Ask ask = v.charge().to("/untracked");
                  Answer first = ask.doing("audit, status=402").send();
                  v.replayed(first, ask);
                  v.stands(0, 1, 1);
                })
            .with(Offer.UNTRACKED),
        row(
                "A.5/untracked 429",
                "429 of untracked work: unknown",
                v -> unknownAfter(v, "status=429"))
            .with(Offer.UNTRACKED),
        row(
                "A.5/untracked 5xx",
                "500 of untracked work: unknown",
                v -> unknownAfter(v, "status=500"))
            .with(Offer.UNTRACKED),
        row(
                "A.5/untracked store",
                "the store goes away after the effect: answered, and unknown when the lease is over",
                OutcomeRows::storeDiesAfterTheEffect)
            .with(Offer.UNTRACKED, Offer.STORE_OUTAGE, Offer.AGE_LEASES),
        row(
                "A.5/journal 5xx",
                "a journal that fails in the middle: 503 with Retry-After, and the rest next time",
                v -> {
                  Ask ask = v.charge().to("/journal");
                  Answer first = v.status(503, ask.doing("throw"), "a failure in the middle");
                  v.expect(first.header("Retry-After").isPresent(), "Retry-After with 503");
                  v.effects(1, 1);
                  v.replayed(v.created(ask), ask);
                  v.effects(2, 2);
                })
            .with(Offer.JOURNAL));
  }

  private static void answeredInTheEnd(Visit v) throws Unmet {
    answeredInTheEnd(v, v.charge());
  }

  /** The effect can be seen a moment before the record's owner has let go of the key. */
  private static void answeredInTheEnd(Visit v, Ask ask) throws Unmet {
    Answer answer = v.until(ask, seen -> seen.status() != 409);
    v.expect(answer.status() == 201, "the answer of the first attempt");
    v.replayed(answer, ask);
    v.effects(1, 1);
  }

  /** Its next attempt is told that it goes on, or runs, since the first can do nothing any more. */
  private static void outlivesTheServersPatience(Visit v) throws Unmet {
    Ask ask = v.charge().to("/async-timeout");
    Pending first = v.held(ask.doing("hold"));
    v.expect(first.answer().status() >= 500, "5xx when the server gives up");
    Answer meanwhile = ask.send();
    v.expect(
        meanwhile.status() == 409 || meanwhile.status() == 201,
        "409 while the work goes on, or 201 of a run of its own");
    v.release();
    Answer answer =
        meanwhile.status() == 409 ? v.until(ask, seen -> seen.status() != 409) : meanwhile;
    v.expect(answer.status() == 201, "201 in the end");
    v.replayed(answer, ask);
    v.staysAtOneEffect();
    v.replayed(answer, ask);
  }

  private static void unknownAfter(Visit v, String steps) throws Unmet {
    Ask ask = v.charge().to("/untracked");
    ask.doing(steps).send();
    v.status(409, ask, "an outcome that nobody knows");
    v.effects(1, 1);
  }

  private static void storeDiesAfterTheEffect(Visit v) throws Unmet {
    Ask ask = v.charge().to("/untracked");
    Pending first = v.held(ask.doing("hold"));
    v.control("/control/store?up=false");
    try {
      v.release();
      v.expect(first.answer().status() == 201, "201 for work that was done");
    } finally {
      v.control("/control/store?up=true");
    }
    ClaimRows.age(v, "/control/age-leases", v.facts().number("leaseSeconds", 60));
    v.status(409, ask, "an outcome that nobody knows");
    v.effects(1, 1);
  }

  private static List<Row> switches() {
    return List.of(
        row(
                "A.5/storing-errors",
                "where errors are stored, 500 is answered again and nothing runs",
                v -> {
                  Ask ask = v.charge().to("/storing-errors");
                  Answer first = v.status(500, ask.doing("status=500"), "the application's 500");
                  v.replayed(first, ask);
                  v.expect(v.counts().runs() == 1, "one run");
                })
            .with(Offer.STORING_SERVER_ERRORS),
        row(
                "A.5/not-storing-4xx",
                "where errors of the client are not stored, the next attempt runs",
                v -> {
                  Ask ask = v.charge().to("/not-storing-client-errors");
                  v.status(402, ask.doing("audit, status=402"), "the application's 402");
                  v.created(ask);
                  v.expect(v.counts().runs() == 2, "two runs");
                })
            .with(Offer.NOT_STORING_CLIENT_ERRORS));
  }
}
