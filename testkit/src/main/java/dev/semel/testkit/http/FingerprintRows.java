// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import static dev.semel.testkit.http.Row.row;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A.7: what is compared of two requests. */
final class FingerprintRows {
  private static final int LARGE = 300_000;

  private FingerprintRows() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(always());
    rows.addAll(rules());
    return rows;
  }

  private static List<Row> always() {
    return List.of(
        row(
            "A.7/raw",
            "the bytes of the body are compared: another space is another request",
            v -> {
              v.created(v.charge().body("{\"amount\":10}"));
              v.status(422, v.charge().body("{\"amount\": 10}"), "one byte more");
              v.effects(1, 1);
            }),
        row(
            "A.7/large",
            "a large body is compared to its last byte, and comes whole",
            v -> {
              byte[] body = new byte[LARGE];
              Arrays.fill(body, (byte) 'x');
              Ask ask = v.charge().type("application/octet-stream");
              Answer first = v.created(ask.body(body));
              v.expect(
                  first.member("received").filter(("" + LARGE)::equals).isPresent(),
                  "the application to read " + LARGE + " bytes");
              v.replayed(first, ask.body(body));
              byte[] other = body.clone();
              other[LARGE - 1] = 'y';
              v.status(422, ask.body(other), "another last byte");
              v.effects(1, 1);
            }),
        row(
            "A.7/received",
            "the application can read the body that was compared",
            v -> {
              Answer first = v.created(v.charge());
              v.expect(
                  first.member("received").filter(("" + v.small().length)::equals).isPresent(),
                  "received " + v.small().length);
            }),
        row(
            "A.7/chunked",
            "how the body was transferred is nothing",
            v -> {
              Answer first = v.created(v.charge());
              Ask ask = v.charge().line("Transfer-Encoding: chunked");
              byte[] body = v.small();
              byte[] chunked =
                  Ask.joined(
                      chunk(Arrays.copyOf(body, 3)),
                      chunk(Arrays.copyOfRange(body, 3, body.length)),
                      new byte[] {'0', '\r', '\n', '\r', '\n'});
              v.replayed(first, ask.body(chunked));
              v.effects(1, 1);
            }),
        row(
            "A.7/path",
            "without a body the path is compared",
            v -> {
              Ask ask = empty(v, "/accounts/1/close");
              Answer first = v.created(ask);
              v.status(422, empty(v, "/accounts/2/close"), "another account");
              v.replayed(first, ask);
              v.effects(1, 1);
            }),
        row(
            "A.7/query",
            "without a body the query is compared",
            v -> {
              Ask ask = empty(v, "/accounts/1/close?amount=10");
              Answer first = v.created(ask);
              v.status(422, empty(v, "/accounts/1/close?amount=999"), "another query");
              v.replayed(first, ask);
              v.effects(1, 1);
            }),
        row(
            "A.7/operation",
            "one key for two operations: 422",
            v -> {
              v.created(empty(v, "/accounts/1/close"));
              v.status(422, empty(v, "/charges"), "another operation");
              v.effects(1, 1);
            }),
        row(
                "A.7/method",
                "one key for two methods of one path: 422",
                v -> {
                  v.created(v.charge().to("/annotated"));
                  v.status(422, v.charge().to("/annotated").method("PUT"), "another method");
                  v.effects(1, 1);
                })
            .with(Offer.ANNOTATED_PUT));
  }

  private static Ask empty(Visit v, String path) {
    return v.post(path).key(v.quoted()).without("Content-Type").body(new byte[0]);
  }

  private static byte[] chunk(byte[] bytes) {
    byte[] size =
        (Integer.toHexString(bytes.length) + "\r\n")
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return Ask.joined(size, bytes, new byte[] {'\r', '\n'});
  }

  private static List<Row> rules() {
    return List.of(
        row(
                "A.7/json",
                "canonical JSON: the order of members is nothing, 1.0 is not 1",
                v -> {
                  Ask ask = v.charge().to("/canonical");
                  Answer first = v.created(ask.body("{\"amount\":1,\"to\":{\"a\":2,\"b\":3}}"));
                  v.replayed(first, ask.body(" {\"to\":{\"b\":3,\n\"a\":2}, \"amount\":1} "));
                  v.status(
                      422, ask.body("{\"amount\":1.0,\"to\":{\"a\":2,\"b\":3}}"), "1.0 and not 1");
                  v.effects(1, 1);
                })
            .with(Offer.CANONICAL),
        row(
                "A.7/json duplicate",
                "canonical JSON: with a member that is there twice, bytes are compared",
                v -> {
                  Ask ask = v.charge().to("/canonical");
                  Answer first = v.created(ask.body("{\"amount\":1,\"amount\":2}"));
                  v.replayed(first, ask.body("{\"amount\":1,\"amount\":2}"));
                  v.status(422, ask.body("{\"amount\":1, \"amount\":2}"), "other bytes");
                  v.effects(1, 1);
                })
            .with(Offer.CANONICAL),
        row("A.7/multipart", "parts are compared, whatever their boundary", FingerprintRows::parts)
            .with(Offer.FORMS),
        row(
                "A.7/form",
                "a form reaches the application, and its fields are compared",
                v -> {
                  Ask ask = v.charge().to("/forms").type("application/x-www-form-urlencoded");
                  Answer first = v.created(ask.body("amount=10&note=a+b"));
                  v.expect(
                      first.member("amount").filter("10"::equals).isPresent(),
                      "the application to read amount 10");
                  v.replayed(first, ask.body("amount=10&note=a+b"));
                  v.status(422, ask.body("amount=999&note=a+b"), "another amount");
                  v.effects(1, 1);
                })
            .with(Offer.FORMS),
        row("A.7/gzip", "a compressed body is compared, and runs once", FingerprintRows::gzip)
            .with(Offer.GZIP_REQUEST),
        row(
                "A.7/volatile",
                "a member that is left out may differ, the others may not",
                v -> {
                  Ask ask = v.charge().to("/ignoring");
                  Answer first = v.created(ask.body("{\"amount\":10,\"sentAt\":\"08:15\"}"));
                  v.replayed(first, ask.body("{\"amount\":10,\"sentAt\":\"08:16\"}"));
                  v.status(422, ask.body("{\"amount\":11,\"sentAt\":\"08:15\"}"), "another amount");
                  v.effects(1, 1);
                })
            .with(Offer.IGNORING));
  }

  private static void parts(Visit v) throws Unmet {
    Answer first = v.created(upload(v, "one", "a.txt", "text/plain", "content"));
    v.expect(first.member("amount").filter("10"::equals).isPresent(), "the part amount: 10");
    v.replayed(first, upload(v, "another-boundary", "a.txt", "text/plain", "content"));
    v.status(422, upload(v, "one", "a.txt", "text/plain", "other"), "another content");
    v.status(422, upload(v, "one", "b.txt", "text/plain", "content"), "another file name");
    v.status(422, upload(v, "one", "a.txt", "text/html", "content"), "another type of a part");
    v.effects(1, 1);
  }

  private static Ask upload(Visit v, String boundary, String file, String type, String content) {
    String body =
        """
        --%1$s
        Content-Disposition: form-data; name="amount"

        10
        --%1$s
        Content-Disposition: form-data; name="file"; filename="%2$s"
        Content-Type: %3$s

        %4$s
        --%1$s--
        """
            .formatted(boundary, file, type, content)
            .replace("\n", "\r\n");
    return v.charge().to("/uploads").type("multipart/form-data; boundary=" + boundary).body(body);
  }

  private static void gzip(Visit v) throws Unmet {
    Ask ask = v.charge().header("Content-Encoding", "gzip");
    Answer first = v.created(ask.body(packed("{\"amount\":10}")));
    v.replayed(first, ask.body(packed("{\"amount\":10}")));
    v.status(422, ask.body(packed("{\"amount\":999}")), "another amount");
    v.effects(1, 1);
  }

  private static byte[] packed(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packing = new GZIPOutputStream(bytes)) {
      packing.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
