// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import static dev.semel.testkit.http.Row.row;

import java.util.ArrayList;
import java.util.List;

/** A.2: how the key is read. */
final class KeyRows {
  /** The same on an endpoint that reads keys as it does by default, and on a strict one. */
  @FunctionalInterface
  private interface OnBoth {
    void on(Visit visit, String path) throws Unmet;
  }

  private KeyRows() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(presence());
    rows.addAll(syntax());
    rows.addAll(limits());
    rows.addAll(methods());
    return rows;
  }

  private static List<Row> both(String id, String title, OnBoth check) {
    return List.of(
        row(id, title, v -> check.on(v, "/charges")),
        row(id + " strict", title + " (strict)", v -> check.on(v, "/strict")).with(Offer.STRICT));
  }

  private static List<Row> presence() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(
        both(
            "A.2/1",
            "no key where one is required: 400, and nothing runs",
            (v, path) -> {
              v.status(400, v.post(path), "a request without the key it needs");
              v.effects(0, 0);
            }));
    rows.add(
        row(
            "A.2/1 link",
            "the 400 for a missing key has a Link to a description",
            v -> {
              Answer refused = v.post("/charges").send();
              v.expect(
                  refused.headers("Link").stream().anyMatch(l -> l.contains("describedby")),
                  "Link: <…>; rel=\"describedby\"");
            }));
    rows.add(
        row(
                "A.2/2",
                "no key where it is optional: every attempt runs",
                v -> {
                  v.created(v.post("/optional"));
                  v.created(v.post("/optional"));
                  v.effects(2, 2);
                })
            .with(Offer.OPTIONAL));
    return rows;
  }

  private static List<Row> syntax() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(both("A.2/3", "a quoted string is a key", (v, path) -> once(v, path, v.quoted())));
    rows.add(
        row("A.2/4", "a bare key is the same key as its quoted form", KeyRows::bare)
            .with(Offer.BARE));
    rows.add(
        row(
                "A.2/4 strict",
                "a bare key: 400 (strict)",
                v -> refused(v, "/strict", List.of(v.key())))
            .with(Offer.STRICT));
    rows.addAll(
        both("A.2/5", "an empty string: 400", (v, path) -> refused(v, path, List.of("\"\""))));
    rows.addAll(both("A.2/6", "what is no string of RFC 9651: 400", KeyRows::malformed));
    rows.addAll(both("A.2/7", "\\\" and \\\\ stand for \" and \\", KeyRows::escapes));
    rows.addAll(both("A.2/8", "a control or a byte from 0x7F on: 400", KeyRows::controls));
    rows.add(
        row(
                "A.2/8 tab",
                "TAB anywhere: 400",
                v -> refused(v, "/charges", List.of("\"a\t" + v.key() + '"', "a\t" + v.key())))
            .with(Offer.TAB));
    rows.addAll(
        both(
            "A.2/9",
            "spaces around the value are not part of it",
            (v, path) -> {
              Answer first = v.created(v.post(path).key("   " + v.quoted() + "   "));
              v.replayed(first, v.post(path).key(v.quoted()));
              v.effects(1, 1);
            }));
    rows.addAll(
        both("A.2/10", "a space and the case of letters are part of the key", KeyRows::exact));
    rows.addAll(
        both(
            "A.2/11",
            "parameters after the key are ignored",
            (v, path) -> {
              Answer first = v.created(v.post(path).key(v.quoted() + ";v=1"));
              v.replayed(first, v.post(path).key(v.quoted() + ";v=2;w"));
              v.replayed(first, v.post(path).key(v.quoted()));
              v.effects(1, 1);
            }));
    rows.addAll(
        both("A.2/12", "two field lines, even equal ones, or a list: 400", KeyRows::several));
    return rows;
  }

  private static List<Row> limits() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(both("A.2/13", "more than 255 characters, decoded: 400", KeyRows::tooLong));
    rows.add(
        row(
                "A.2/14",
                "shorter than the minimum: 400",
                v -> {
                  refused(v, "/long-keys", List.of('"' + v.key().substring(0, 21) + '"'));
                  v.created(v.post("/long-keys").key('"' + v.key().substring(0, 22) + '"'));
                })
            .with(Offer.KEY_LENGTH_MIN));
    rows.add(
        row(
                "A.2/15",
                "X-Idempotency-Key, where configured, is the same key",
                v -> {
                  Answer first =
                      v.created(v.post("/charges").header("X-Idempotency-Key", v.quoted()));
                  v.replayed(first, v.post("/charges").header("X-Idempotency-Key", v.quoted()));
                  v.replayed(first, v.charge());
                  v.effects(1, 1);
                })
            .with(Offer.ALIAS));
    rows.add(
        row(
                "A.2/16",
                "both headers with different keys: 400",
                v -> {
                  v.status(
                      400,
                      v.charge().header("X-Idempotency-Key", "\"" + Visit.token() + '"'),
                      "two keys");
                  v.effects(0, 0);
                })
            .with(Offer.ALIAS));
    return rows;
  }

  private static List<Row> methods() {
    return List.of(
        row("A.2/17", "GET and OPTIONS ignore the key", KeyRows::safeMethods),
        row(
            "A.2/18",
            "PUT ignores the key unless it is annotated",
            v -> {
              Ask put = v.post("/charges/1").method("PUT").key(v.quoted());
              v.expect(put.send().is2xx(), "2xx for PUT");
              v.expect(put.send().is2xx(), "2xx for PUT");
              v.effects(2, 2);
            }),
        row(
                "A.2/18 annotated",
                "PUT that is annotated has one effect",
                v -> {
                  Ask put = v.post("/annotated").method("PUT").key(v.quoted());
                  v.replayed(v.created(put), put);
                  v.effects(1, 1);
                })
            .with(Offer.ANNOTATED_PUT),
        row(
                "A.2/19",
                "an endpoint without support runs and says that it ignored the key",
                v -> {
                  Answer answer = v.created(v.post("/unsupported").key(v.quoted()));
                  v.created(v.post("/unsupported").key(v.quoted()));
                  v.effects(2, 2);
                  v.expect(
                      answer.header("Idempotency-Status").filter("ignored"::equals).isPresent(),
                      "Idempotency-Status: ignored");
                })
            .with(Offer.UNSUPPORTED),
        row("A.2/20", "a key in the trailers is no key", KeyRows::trailers));
  }

  private static void once(Visit v, String path, String key) throws Unmet {
    Visit.Counts before = v.counts();
    Ask ask = v.post(path).key(key);
    v.replayed(v.created(ask), ask);
    v.effects(before.effects() + 1, before.runs() + 1);
  }

  private static void refused(Visit v, String path, List<String> keys) throws Unmet {
    for (String key : keys) {
      v.status(400, v.post(path).key(key), "Idempotency-Key: " + shown(key));
    }
    v.effects(0, 0);
  }

  private static String shown(String key) {
    StringBuilder shown = new StringBuilder();
    key.chars()
        .limit(60)
        .forEach(c -> shown.append(c < 0x20 || c > 0x7E ? "\\x%02x".formatted(c) : "" + (char) c));
    return shown.toString();
  }

  private static void bare(Visit v) throws Unmet {
    String key = v.key() + "._~+/=:-";
    Answer first = v.created(v.post("/charges").key(key));
    v.replayed(first, v.post("/charges").key('"' + key + '"'));
    v.effects(1, 1);
  }

  private static void malformed(Visit v, String path) throws Unmet {
    String k = v.key();
    refused(
        v,
        path,
        List.of(
            '"' + k, k + '"', "\"a\"" + k + '"', "'" + k + "'", "\"a\\" + k + '"', '"' + k + '\\'));
  }

  private static void escapes(Visit v, String path) throws Unmet {
    once(v, path, "\"a\\\"" + v.key() + '"');
    once(v, path, "\"a\\\\" + v.key() + '"');
  }

  private static void controls(Visit v, String path) throws Unmet {
    List<String> keys = new ArrayList<>();
    for (char c : new char[] {1, 0x1F, 0x7F, 0x80, 0xE9, 0xFF}) {
      keys.add("\"a" + c + v.key() + '"');
    }
    refused(v, path, keys);
  }

  private static void exact(Visit v, String path) throws Unmet {
    String lower = v.key().toLowerCase(java.util.Locale.ROOT);
    v.created(v.post(path).key(v.quoted()));
    v.created(v.post(path).key('"' + v.key() + " \""));
    v.created(v.post(path).key('"' + lower + '"'));
    v.created(v.post(path).key('"' + lower + " \""));
    v.effects(4, 4);
  }

  private static void several(Visit v, String path) throws Unmet {
    v.status(400, v.post(path).key(v.quoted()).key(v.quoted()), "two equal field lines");
    v.status(400, v.post(path).key(v.quoted()).key("\"other\""), "two field lines");
    refused(v, path, List.of(v.quoted() + ", \"b\"", v.quoted() + "," + v.quoted()));
  }

  private static void tooLong(Visit v, String path) throws Unmet {
    String filled = v.key() + "x".repeat(255 - v.key().length());
    refused(v, path, List.of('"' + filled + "x\""));
    once(v, path, '"' + filled + '"');
    once(v, path, '"' + filled.substring(1) + "\\\"\"");
  }

  private static void safeMethods(Visit v) throws Unmet {
    Ask get = v.get("/charges").key(v.quoted());
    Answer first = get.send();
    Answer second = get.send();
    v.expect(first.is2xx() && second.is2xx(), "2xx for GET");
    v.expect(!first.sameBodyAs(second), "GET to run each time");
    v.get("/charges").method("OPTIONS").key(v.quoted()).send();
    v.created(v.charge());
    v.effects(1, 3);
  }

  private static void trailers(Visit v) throws Unmet {
    Ask ask =
        v.post("/charges").line("Transfer-Encoding: chunked").line("Trailer: Idempotency-Key");
    String chunk = Integer.toHexString(v.small().length) + "\r\n";
    byte[] end =
        ("\r\n0\r\nIdempotency-Key: " + v.quoted() + "\r\n\r\n")
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    Pending pending = v.open(ask.name(), "POST");
    pending.write(
        Ask.joined(
            ask.head(false),
            chunk.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
            v.small(),
            end));
    v.expect(pending.answer().status() == 400, "400 as for a request without a key");
    v.effects(0, 0);
  }
}
