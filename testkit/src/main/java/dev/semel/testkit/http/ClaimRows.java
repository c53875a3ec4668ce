// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import static dev.semel.testkit.http.Row.row;

import java.util.ArrayList;
import java.util.List;

/** A.4: what a record and a fingerprint lead to. */
final class ClaimRows {
  private static final String LONG_AGO = "Sat, 01 Jan 2000 00:00:00 GMT";
  private static final int MORE_THAN_A_POOL = 24;

  private ClaimRows() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(running());
    rows.addAll(leases());
    rows.addAll(done());
    rows.addAll(outside());
    return rows;
  }

  private static List<Row> running() {
    return List.of(
        row(
            "A.4/none",
            "a first attempt runs once",
            v -> {
              v.created(v.charge());
              v.effects(1, 1);
            }),
        row(
            "A.4/in-flight",
            "a second attempt while the first runs: 409, and it does not run",
            v -> {
              Pending first = v.held(v.charge().doing("hold"));
              v.status(409, v.charge(), "an attempt while the first one runs");
              v.release();
              v.expect(first.answer().status() == 201, "201 for the first attempt");
              v.effects(1, 1);
            }),
        row(
            "A.4/in-flight retry-after",
            "the 409 says when to come again",
            v -> {
              Pending first = v.held(v.charge().doing("hold"));
              Answer refused = v.charge().send();
              v.expect(
                  refused.status() != 409 || refused.header("Retry-After").isPresent(),
                  "Retry-After with 409");
              v.release();
              first.answer();
            }),
        row(
            "A.4/owner-kept",
            "who was refused takes nothing from the owner of the key",
            ClaimRows::ownerKept),
        row(
            "A.4/in-flight other",
            "another payload while the first runs: 422, or 409 and 422 later; it does not run",
            v -> {
              Pending first = v.held(v.charge().doing("hold"));
              int status = v.charge().body("{\"amount\":9999}").send().status();
              v.expect(status == 422 || status == 409, "422 or 409 while the first one runs");
              v.release();
              first.answer();
              v.status(422, v.charge().body("{\"amount\":9999}"), "another payload");
              v.effects(1, 1);
            }),
        row(
                "A.4/wait",
                "where it waits, the second attempt gets the first one's answer",
                ClaimRows::waits)
            .with(Offer.WAITING),
        row(
                "A.4/wait bounded",
                "who waits takes no connection away from the others, and is answered in the end",
                ClaimRows::waitsAside)
            .with(Offer.WAITING));
  }

  private static void ownerKept(Visit v) throws Unmet {
    Pending first = v.held(v.charge().doing("hold"));
    v.charge().send();
    int third = v.charge().send().status();
    int fourth = v.charge().send().status();
    v.expect(third == fourth && fourth != 201, "no other end of a third and a fourth attempt");
    v.release();
    Answer owners = first.answer();
    v.expect(owners.status() == 201, "201 for the owner");
    v.replayed(owners, v.charge());
    v.effects(1, 1);
  }

  private static void waits(Visit v) throws Unmet {
    Ask ask = v.charge().to("/waiting");
    Pending first = v.held(ask.doing("hold"));
    Pending second = ask.begin();
    v.status(201, v.post("/waiting").key('"' + v.key() + "-other\""), "another key meanwhile");
    v.release();
    Answer one = first.answer();
    Answer two = second.answer();
    v.expect(two.status() == 201 && two.sameBodyAs(one), "the first one's answer");
    v.effects(2, 2);
  }

  private static void waitsAside(Visit v) throws Unmet {
    Ask ask = v.charge().to("/waiting");
    Pending first = v.held(ask.doing("hold"));
    List<Pending> waiting = new ArrayList<>();
    for (int i = 0; i < MORE_THAN_A_POOL; i++) {
      waiting.add(ask.begin());
    }
    v.created(v.post("/charges").key('"' + v.key() + "-other\""));
    v.release();
    v.expect(first.answer().status() == 201, "201 for the first attempt");
    for (Pending each : waiting) {
      int status = each.answer().status();
      v.expect(status == 201 || status == 409, "201 or 409 for whoever waited");
    }
    v.effects(2, 2);
  }

  private static List<Row> leases() {
    return List.of(
        row(
                "A.4/journal",
                "a dead lease of a journal is taken over and resumed where it stood",
                ClaimRows::journalTakenOver)
            .with(Offer.JOURNAL, Offer.AGE_LEASES),
        row(
                "A.4/untracked lease",
                "a dead lease of untracked work: the outcome is unknown, and it does not run again",
                v -> {
                  Ask ask = v.charge().to("/untracked");
                  v.held(ask.doing("hold"));
                  age(v, "/control/age-leases", v.facts().number("leaseSeconds", 60));
                  v.status(409, ask, "an outcome that nobody knows");
                  v.effects(1, 1);
                })
            .with(Offer.UNTRACKED, Offer.AGE_LEASES),
        row(
                "A.4/re-running",
                "what says that it may run again when its outcome is unknown runs again",
                v -> {
                  Ask ask = v.charge().to("/re-running");
                  v.held(ask.doing("hold"));
                  v.status(409, ask, "an attempt while the lease is alive");
                  age(v, "/control/age-leases", v.facts().number("leaseSeconds", 60));
                  v.created(ask);
                  v.effects(2, 2);
                })
            .with(Offer.RE_RUNNING, Offer.AGE_LEASES));
  }

  static void age(Visit v, String command, int seconds) throws Unmet {
    v.control(command + "?seconds=" + (seconds + 60));
  }

  private static void journalTakenOver(Visit v) throws Unmet {
    Ask ask = v.charge().to("/journal");
    Pending first = v.held(ask.doing("hold"));
    age(v, "/control/age-leases", v.facts().number("leaseSeconds", 60));
    Answer second = v.created(ask);
    v.effects(2, 2);
    v.release();
    first.answer();
    v.replayed(second, ask);
    v.effects(2, 2);
  }

  private static List<Row> done() {
    return List.of(
        row(
            "A.4/done",
            "after the end the same request gets the first answer, and does not run",
            v -> {
              Answer first = v.created(v.charge());
              v.replayed(first, v.charge());
              v.replayed(first, v.charge());
              v.effects(1, 1);
            }),
        row(
            "A.4/other",
            "after the end another payload: 422; it does not run, and the record stays",
            v -> {
              Answer first = v.created(v.charge());
              v.status(422, v.charge().body("{\"amount\":9999}"), "another payload");
              v.replayed(first, v.charge());
              v.effects(1, 1);
            }),
        row(
                "A.4/not-stored",
                "an answer that is never stored: 410 with its status and Location, and no run",
                v -> gone(v, v.charge().to("/secret")))
            .with(Offer.NO_BODIES),
        row(
                "A.4/rebuild",
                "an answer that is not stored is made again where the application can",
                v -> {
                  Ask ask = v.charge().to("/rebuilt");
                  v.replayed(v.created(ask), ask);
                  v.effects(1, 1);
                })
            .with(Offer.REBUILD),
        row(
                "A.4/unknown",
                "an outcome that nobody knows: 409 for good, 422 for another payload, and no run",
                v -> {
                  Ask ask = v.charge().to("/untracked");
                  ask.doing("throw").send();
                  v.status(409, ask, "an outcome that nobody knows");
                  v.status(409, ask, "an outcome that nobody knows");
                  v.status(422, ask.body("{\"amount\":9999}"), "another payload");
                  v.effects(1, 1);
                })
            .with(Offer.UNTRACKED),
        row(
                "A.4/resolve",
                "an outcome that nobody knows is found out where the application can",
                v -> {
                  Ask ask = v.charge().to("/resolving");
                  ask.doing("throw").send();
                  Answer found = v.status(201, ask, "what was found out");
                  v.replayed(found, ask);
                  v.effects(1, 1);
                })
            .with(Offer.RESOLVING),
        row(
                "A.4/expired",
                "after the retention of the answer: 410, and no run",
                v -> {
                  v.created(v.charge());
                  age(v, "/control/age", v.facts().number("responseSeconds", 86_400));
                  v.status(410, v.charge(), "an answer that was kept long enough");
                  v.effects(1, 1);
                })
            .with(Offer.AGE),
        row(
                "A.4/expired other",
                "after the retention of the answer another payload is still 422",
                v -> {
                  v.created(v.charge());
                  age(v, "/control/age", v.facts().number("responseSeconds", 86_400));
                  v.status(422, v.charge().body("{\"amount\":9999}"), "another payload");
                  v.effects(1, 1);
                })
            .with(Offer.AGE));
  }

  static void gone(Visit v, Ask ask) throws Unmet {
    gone(v, v.created(ask), ask);
  }

  static void gone(Visit v, Answer first, Ask ask) throws Unmet {
    Answer second = v.status(410, ask, "an answer that was not kept");
    v.expect(second.text().contains("201"), "the status of the first answer in it");
    String location = first.header("Location").orElse("");
    v.expect(
        second.header("Location").filter(location::equals).isPresent()
            || second.text().replace("\\/", "/").contains(location),
        "the Location of the first answer with it: " + location);
    v.effects(1, 1);
  }

  private static List<Row> outside() {
    return List.of(
        row(
                "A.4/outside",
                "first sent before the memory begins, and no record: 412, and no run",
                v -> {
                  v.status(
                      412,
                      v.charge().header("Idempotency-First-Sent", LONG_AGO),
                      "a time long ago");
                  v.effects(0, 0);
                  v.created(v.charge());
                })
            .with(Offer.FIRST_SENT),
        row(
                "A.4/outside known",
                "first sent before the memory begins, and a record: its answer",
                v -> {
                  Answer first = v.created(v.charge());
                  v.replayed(first, v.charge().header("Idempotency-First-Sent", LONG_AGO));
                  v.effects(1, 1);
                })
            .with(Offer.FIRST_SENT),
        row(
                "A.4/store",
                "while the store is away: 503 with Retry-After, and nothing runs unprotected",
                v -> {
                  v.control("/control/store?up=false");
                  try {
                    Answer refused = v.status(503, v.charge(), "a store that is away");
                    v.expect(refused.header("Retry-After").isPresent(), "Retry-After with 503");
                  } finally {
                    v.control("/control/store?up=true");
                  }
                  v.effects(0, 0);
                  v.created(v.charge());
                })
            .with(Offer.STORE_OUTAGE));
  }
}
