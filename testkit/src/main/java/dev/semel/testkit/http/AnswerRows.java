// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import static dev.semel.testkit.http.Row.row;

import java.util.List;
import java.util.Optional;

/** A.6, rules 1 to 3: what an answer carries. */
final class AnswerRows {
  private static final List<String> KEPT =
      List.of(
          "Content-Type", "Content-Language", "Content-Location", "ETag", "Last-Modified", "Link");

  /** Each of them is different in every run of the step {@code headers}. */
  private static final List<String> NEVER =
      List.of(
          "Set-Cookie",
          "WWW-Authenticate",
          "X-Request-Id",
          "Traceparent",
          "RateLimit-Remaining",
          "Age",
          "Strict-Transport-Security");

  private AnswerRows() {}

  static List<Row> rows() {
    return List.of(
        row(
                "A.6/1",
                "an answer above the limit is sent whole, and then 410 with its status and Location",
                v -> {
                  int bytes = v.facts().number("responseBytesMax", 1 << 20) + 1;
                  Ask ask = v.charge().doing("large=" + bytes);
                  Answer first = v.created(ask);
                  v.expect(first.bytes().length >= bytes, "a body of " + bytes + " bytes");
                  ClaimRows.gone(v, first, ask);
                })
            .with(Offer.RESPONSE_LIMIT),
        row(
            "A.6/2 location",
            "Location is stored",
            v -> {
              Answer first = v.created(v.charge());
              v.expect(first.header("Location").isPresent(), "Location with 201");
              kept(v, first, v.charge().send(), "Location");
            }),
        row(
            "A.6/2 kept",
            "Content-Type, Content-Language, Content-Location, ETag, Last-Modified, Link are stored",
            v -> {
              Answer first = v.created(v.charge().doing("headers"));
              Answer again = v.charge().send();
              for (String name : KEPT) {
                v.expect(first.header(name).isPresent(), "the step headers to send " + name);
                kept(v, first, again, name);
              }
            }),
        row(
                "A.6/2 configured",
                "a header that is configured is stored",
                v -> {
                  Answer first = v.created(v.charge().doing("headers"));
                  v.expect(first.header("Charge-Number").isPresent(), "Charge-Number");
                  kept(v, first, v.charge().send(), "Charge-Number");
                })
            .with(Offer.CONFIGURED_HEADER),
        row(
            "A.6/2 never",
            "cookies, challenges, ids of requests and traces, limits are never sent again",
            v -> {
              Answer first = v.created(v.charge().doing("headers"));
              Answer again = v.charge().send();
              for (String name : NEVER) {
                v.expect(first.header(name).isPresent(), "the step headers to send " + name);
                for (String value : first.headers(name)) {
                  v.expect(
                      !again.headers(name).contains(value), "no " + name + " of the first answer");
                }
              }
            }),
        row("A.6/2 coding", "the body is stored before its content-coding", AnswerRows::coding)
            .with(Offer.GZIP_RESPONSE),
        row("A.6/2 cors", "headers of CORS are those of the attempt", AnswerRows::cors)
            .with(Offer.CORS, Offer.REPLAY_MARKER),
        row(
                "A.6/3 marker",
                "Idempotent-Replayed is false at first and true when it is sent again",
                v -> {
                  Answer first = v.created(v.charge());
                  Answer again = v.charge().send();
                  marked(v, first, "false");
                  marked(v, again, "true");
                })
            .with(Offer.REPLAY_MARKER),
        row(
                "A.6/3 echo",
                "both answers say the key",
                v -> {
                  for (Answer answer : List.of(v.created(v.charge()), v.charge().send())) {
                    v.expect(
                        answer
                            .header("Idempotency-Key")
                            .filter(k -> k.contains(v.key()))
                            .isPresent(),
                        "Idempotency-Key: " + v.quoted());
                  }
                })
            .with(Offer.KEY_ECHO),
        row(
            "A.6/3 expires",
            "Idempotency-Expires, where it is sent, is a date of HTTP",
            v -> {
              Optional<String> expires = v.created(v.charge()).header("Idempotency-Expires");
              v.saw("Idempotency-Expires: " + expires.orElse("none"));
              v.expect(
                  expires.isEmpty() || HttpDate.of(expires.get()).isPresent(),
                  "a date such as Sun, 06 Nov 1994 08:49:37 GMT");
            }));
  }

  private static void kept(Visit v, Answer first, Answer again, String name) throws Unmet {
    v.expect(
        again.headers(name).equals(first.headers(name)),
        name + ": " + first.headers(name) + ", not " + again.headers(name));
  }

  private static void marked(Visit v, Answer answer, String value) throws Unmet {
    String seen = answer.header("Idempotent-Replayed").orElse("none");
    v.expect(seen.equals(value), "Idempotent-Replayed: " + value + ", not " + seen);
  }

  private static void coding(Visit v) throws Unmet {
    Answer packed = v.charge().header("Accept-Encoding", "gzip").send();
    v.expect(
        packed.header("Content-Encoding").filter("gzip"::equals).isPresent(),
        "Content-Encoding: gzip for a client that accepts it");
    Answer plain = v.charge().send();
    v.expect(
        plain.header("Content-Encoding").isEmpty(), "no coding for a client that asks for none");
    v.expect(plain.member("id").isPresent(), "a body of plain JSON");
    v.effects(1, 1);
  }

  private static void cors(Visit v) throws Unmet {
    v.created(v.charge().header("Origin", "https://one.example"));
    Answer again = v.charge().header("Origin", "https://two.example").send();
    v.expect(
        again
            .header("Access-Control-Allow-Origin")
            .filter("https://two.example"::equals)
            .isPresent(),
        "Access-Control-Allow-Origin: https://two.example");
    String exposed = String.join(",", again.headers("Access-Control-Expose-Headers"));
    v.expect(
        exposed.contains("Idempotent-Replayed"),
        "Idempotent-Replayed in Access-Control-Expose-Headers");
  }
}
