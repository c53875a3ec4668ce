// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import static dev.semel.testkit.http.Row.row;

import java.util.ArrayList;
import java.util.List;

/** A.8: the cases at the edge that can be seen from outside, by their numbers. */
final class EdgeRows {
  private static final int AT_ONCE = 16;

  private EdgeRows() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(callers());
    rows.addAll(answers());
    rows.addAll(times());
    rows.addAll(connections());
    return rows;
  }

  private static List<Row> callers() {
    return List.of(
        row(
            "A.8/1",
            "one key of two callers is two keys",
            v -> {
              Answer first = v.created(v.charge());
              Answer other = v.created(v.charge().by(v.target().callers().second()));
              v.expect(!other.sameBodyAs(first), "an answer of his own for the other caller");
              v.effects(2, 2);
            }),
        row(
            "A.8/2",
            "a new login of one caller is the same caller",
            v -> {
              Answer first = v.created(v.charge());
              v.replayed(first, v.charge().by(v.target().callers().firstRefreshed()));
              v.effects(1, 1);
            }),
        row(
            "A.8/3",
            "another Accept gets the answer that was given",
            v -> {
              Answer first = v.created(v.charge().header("Accept", "application/json"));
              Answer again = v.replayed(first, v.charge().header("Accept", "application/xml"));
              v.expect(
                  again.headers("Content-Type").equals(first.headers("Content-Type")),
                  "the first Content-Type");
            }),
        row(
                "A.8/4",
                "another API-Version, where it is compared: 422",
                v -> {
                  Ask ask = v.charge().to("/versioned");
                  v.created(ask.header("API-Version", "2026-01-01"));
                  v.status(422, ask.header("API-Version", "2026-07-01"), "another version");
                  v.effects(1, 1);
                })
            .with(Offer.API_VERSION));
  }

  private static List<Row> answers() {
    return List.of(
        row(
                "A.8/5",
                "services called inside do not fall together under the key of the request",
                v -> {
                  Answer first = v.created(v.charge().doing("nested"));
                  v.effects(2, 1);
                  v.replayed(first, v.charge());
                  v.effects(2, 1);
                })
            .with(Offer.NESTED),
        row(
            "A.8/6",
            "303 is stored with its Location",
            v -> {
              Answer first = v.status(303, v.charge().doing("status=303"), "the application's 303");
              Answer again = v.replayed(first, v.charge());
              v.expect(again.headers("Location").equals(first.headers("Location")), "its Location");
              v.effects(1, 1);
            }),
        row(
            "A.8/7",
            "204 is stored without a body",
            v -> {
              Answer first = v.status(204, v.charge().doing("status=204"), "the application's 204");
              v.replayed(first, v.charge());
              v.effects(1, 1);
            }),
        row(
            "A.8/8",
            "HEAD ignores the key",
            v -> {
              v.expect(
                  v.get("/charges").method("HEAD").key(v.quoted()).send().is2xx(), "2xx for HEAD");
              Ask ask = v.charge();
              v.replayed(v.created(ask), ask);
              v.expect(v.counts().effects() == 1, "one effect");
            }),
        row(
                "A.8/10",
                "an answer that is completed on another thread is sent and stored whole",
                v -> {
                  Ask ask = v.charge().to("/async");
                  Answer first = v.created(ask);
                  v.expect(first.member("id").isPresent(), "a body with an id");
                  v.replayed(first, ask);
                  v.effects(1, 1);
                })
            .with(Offer.ASYNC),
        row(
            "A.8/11",
            "a transaction that can only be rolled back: no success is sent, nothing is stored",
            v -> OutcomeRows.undone(v, "rollback-only")),
        row(
            "A.8/12",
            "what the application wrote down about a 402 stays",
            v -> {
              v.status(402, v.charge().doing("audit, status=402"), "the application's 402");
              Visit.Counts counts = v.counts();
              v.saw(counts.toString());
              v.expect(counts.audits() == 1, "audits 1");
            }));
  }

  private static List<Row> times() {
    return List.of(
        row(
                "A.8/14",
                "who wakes up after his lease changes nothing that his successor stored",
                EdgeRows::zombie)
            .with(Offer.RE_RUNNING, Offer.AGE_LEASES),
        row(
                "A.8/16",
                "retention begins with the end, not with the arrival",
                v -> {
                  Pending first = v.held(v.charge().doing("hold"));
                  ClaimRows.age(v, "/control/age", v.facts().number("responseSeconds", 86_400));
                  v.status(409, v.charge(), "an attempt while the first one runs");
                  v.release();
                  v.replayed(first.answer(), v.charge());
                  v.effects(1, 1);
                })
            .with(Offer.AGE),
        row(
                "A.8/16 unknown",
                "what is unknown is never forgotten because it is old",
                v -> {
                  Ask ask = v.charge().to("/untracked");
                  ask.doing("throw").send();
                  ClaimRows.age(v, "/control/age", v.facts().number("responseSeconds", 86_400));
                  v.status(409, ask, "an outcome that nobody knows");
                  v.effects(1, 1);
                })
            .with(Offer.AGE, Offer.UNTRACKED),
        row(
                "A.8/18",
                "a stored answer that is spoilt: 500, never a run and never 409 for good",
                v -> {
                  v.created(v.charge());
                  v.control("/control/corrupt");
                  v.status(500, v.charge(), "an answer that cannot be read");
                  v.effects(1, 1);
                })
            .with(Offer.CORRUPT));
  }

  private static void zombie(Visit v) throws Unmet {
    Ask ask = v.charge().to("/re-running");
    Pending first = v.held(ask.doing("hold"));
    ClaimRows.age(v, "/control/age-leases", v.facts().number("leaseSeconds", 60));
    Answer second = v.created(ask);
    v.release();
    first.answer();
    v.replayed(second, ask);
    v.effects(2, 2);
  }

  private static List<Row> connections() {
    return List.of(
        row(
            "A.8/21",
            "many at once run once, and whoever is not refused gets the same answer",
            EdgeRows::atOnce),
        row(
            "A.8/21 pipelined",
            "two on one connection, one behind the other, run once",
            EdgeRows::pipelined),
        row(
            "A.8/22",
            "Expect: 100-continue is answered, and the body is compared",
            v -> {
              Ask ask = v.charge().line("Expect: 100-continue");
              Pending pending = v.open(ask.name(), "POST");
              pending.write(ask.head(true));
              v.expect(pending.answer(true).status() == 100, "100 before the body is sent");
              pending.write(ask.body());
              Answer first = pending.answer();
              v.expect(first.status() == 201, "201 after the body");
              v.replayed(first, v.charge());
              v.effects(1, 1);
            }));
  }

  private static void atOnce(Visit v) throws Unmet {
    List<Pending> all = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      all.add(v.charge().begin());
    }
    List<Answer> answers = new ArrayList<>();
    for (Pending each : all) {
      Answer answer = each.answer();
      v.expect(answer.status() == 201 || answer.status() == 409, "201 or 409");
      if (answer.status() == 201) {
        answers.add(answer);
      }
    }
    v.expect(!answers.isEmpty(), "201 for one of them");
    for (Answer answer : answers) {
      v.expect(answer.sameBodyAs(answers.get(0)), "the same answer for all of them");
    }
    v.effects(1, 1);
  }

  private static void pipelined(Visit v) throws Unmet {
    Pending line = v.open("POST /charges twice", "POST");
    line.write(Ask.joined(v.charge().bytes(), v.charge().bytes()));
    Answer first = line.answer();
    v.expect(first.status() == 201, "201 for the first");
    // To close after the first answer is allowed; the client then sends the second again.
    boolean same =
        line.answerIfAny().map(a -> a.status() == 409 || a.sameBodyAs(first)).orElse(true);
    v.expect(same, "409 or the same answer for the second");
    v.replayed(first, v.charge());
    v.effects(1, 1);
  }
}
