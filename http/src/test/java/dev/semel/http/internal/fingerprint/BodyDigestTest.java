// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.fingerprint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Fingerprint;
import dev.semel.http.BodyRule;
import dev.semel.http.Selector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes two bodies one, by each rule. */
class BodyDigestTest {
  private static final String FORM = "application/x-www-form-urlencoded";

  private record Bytes(byte[] bytes) implements BodyDigest.Body {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }

  private static BodyDigest digest(
      BodyRule rule, String mediaType, byte[] bytes, Selector... ignoring) {
    try {
      return BodyDigest.of(rule, mediaType, List.of(ignoring), new Bytes(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fingerprint print(BodyDigest digest) {
    return Fingerprints.of(1, RequestFacts.of("POST", "op", "/").build(), digest);
  }

  private static Fingerprint json(String body, Selector... ignoring) {
    BodyDigest digest =
        digest(BodyRule.JSON_CANONICAL, "application/json", body.getBytes(UTF_8), ignoring);
    assertThat(digest.rule()).as(body).isEqualTo(BodyRule.JSON_CANONICAL);
    return print(digest);
  }

  private static Fingerprint form(String body, Selector... ignoring) {
    BodyDigest digest = digest(BodyRule.FORM, FORM, body.getBytes(ISO_8859_1), ignoring);
    assertThat(digest.rule()).isEqualTo(BodyRule.FORM);
    return print(digest);
  }

  private static Fingerprint raw(byte[] bytes) {
    return print(BodyDigest.arriving().update(bytes, 0, bytes.length).arrived());
  }

  private static void isRaw(BodyRule rule, String mediaType, byte[] bytes) {
    BodyDigest digest = digest(rule, mediaType, bytes);
    assertThat(digest.rule()).as("<%s>", new String(bytes, ISO_8859_1)).isEqualTo(BodyRule.RAW);
    assertThat(print(digest)).isEqualTo(raw(bytes));
  }

  private static void jsonIsRaw(String body) {
    isRaw(BodyRule.JSON_CANONICAL, "application/json", body.getBytes(UTF_8));
  }

  // Bytes

  @Test
  void bytes_count_one_by_one_however_they_arrive() {
    byte[] bytes = new byte[50_000];
    new Random(1).nextBytes(bytes);
    BodyDigest.Arriving arriving = BodyDigest.arriving();
    for (int at = 0; at < bytes.length; at += 1_000) {
      arriving.update(bytes, at, 1_000);
    }
    assertThat(print(arriving.arrived()))
        .isEqualTo(raw(bytes))
        .isEqualTo(print(digest(BodyRule.RAW, null, bytes)));
    bytes[49_999] ^= 1;
    assertThat(raw(bytes)).isNotEqualTo(print(digest(BodyRule.RAW, null, new byte[50_000])));
  }

  @Test
  void a_body_in_a_file_is_the_same_body(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("body"), "{\"a\": 1}".getBytes(UTF_8));
    BodyDigest.Body body =
        new BodyDigest.Body() {
          @Override
          public long size() throws IOException {
            return Files.size(file);
          }

          @Override
          public InputStream open() throws IOException {
            return Files.newInputStream(file);
          }
        };
    assertThat(print(BodyDigest.of(BodyRule.JSON_CANONICAL, null, List.of(), body)))
        .isEqualTo(json("{\"a\":1}"));
    assertThat(print(BodyDigest.of(BodyRule.RAW, null, List.of(), body)))
        .isEqualTo(raw("{\"a\": 1}".getBytes(UTF_8)));
  }

  @Test
  void an_empty_body_is_its_no_bytes_by_every_rule() {
    for (BodyRule rule : List.of(BodyRule.RAW, BodyRule.JSON_CANONICAL, BodyRule.MULTIPART)) {
      assertThat(print(digest(rule, null, new byte[0]))).isEqualTo(print(BodyDigest.ofNothing()));
    }
  }

  @Test
  void the_same_bytes_by_two_rules_are_two_bodies() {
    assertThat(json("{}")).isNotEqualTo(raw("{}".getBytes(UTF_8))).isNotEqualTo(form("{}"));
  }

  @Test
  void the_rule_nobody_named_is_by_the_media_type() {
    assertThat(BodyRule.forMediaType("Multipart/Form-Data; boundary=x"))
        .isEqualTo(BodyRule.MULTIPART);
    for (String type : new String[] {null, "", "application/json", FORM, "multipart/mixed"}) {
      assertThat(BodyRule.forMediaType(type)).isEqualTo(BodyRule.RAW);
    }
  }

  // JSON

  @Test
  void json_is_the_same_however_it_is_spaced_ordered_and_escaped() {
    Fingerprint one = json("{\"a\":1,\"b\":[true,null,\"x\u00e9/\uD83D\uDE00\"],\"c\":{}}");
    assertThat(
            json(
                " {\t\"c\" : { } ,\r\n\"\\u0062\":[ true , null,"
                    + "\"\\u0078\\u00E9\\/\\ud83d\\uDE00\" ],\"a\":1}\n"))
        .isEqualTo(one);
    assertThat(json("\"\\\"\\\\\\b\\f\\n\\r\\t\""))
        .isEqualTo(json("\"\\u0022\\u005c\\u0008\\u000c\\u000a\\u000d\\u0009\""));
  }

  @Test
  void json_that_says_something_else_is_something_else() {
    assertThat(
            Stream.of(
                    "1",
                    "1.0",
                    "1e0",
                    "1E0",
                    "10e-1",
                    "-0",
                    "0",
                    "\"1\"",
                    "true",
                    "\"true\"",
                    "null",
                    "\"null\"",
                    "\"\"",
                    "[]",
                    "{}",
                    "[1]",
                    "[[1]]",
                    "[1,2]",
                    "[2,1]",
                    "[12]",
                    "[[],1]",
                    "[[1],[]]",
                    "[[],[1]]",
                    "{\"a\":1}",
                    "{\"a\":1,\"b\":2}",
                    "{\"a\":2,\"b\":1}",
                    "{\"a\":{\"b\":2}}",
                    "{\"a\":\"1\"}",
                    "{\"A\":1}",
                    "{\"\":1}",
                    "[\"a\",1]",
                    "{\"a\":null}",
                    "\"a\"",
                    "\"A\"",
                    "\"\u00e9\"",
                    "\"e\u0301\"",
                    "\"\\ud83d\"",
                    "\"\\ude00\"",
                    "\"?\"",
                    "12345678901234567890",
                    "12345678901234567891",
                    "false")
                .map(BodyDigestTest::json))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u123g\"",
        "\"\\",
        "\"\\u",
        "\"a\tb\"",
        "\"a\nb\"",
        "01",
        "+1",
        "1.",
        ".1",
        "1e",
        "-",
        "0x1",
        "NaN",
        "Infinity",
        "tru",
        "truefalse",
        "True",
        "1 2",
        "{} {}",
        "{}x",
        "// c\n1",
        "\uFEFF{}",
        "[1 2]",
        "{\"a\":1 \"b\":2}",
        "\"\\u\u0661\u0661\u0661\u0661\"",
        "\u00a01",
        "\u0000",
        "nul\u0000"
      })
  void what_is_not_json_is_its_bytes(String body) {
    jsonIsRaw(body);
  }

  @Test
  void json_with_a_member_twice_is_its_bytes_however_the_name_is_written() {
    jsonIsRaw("{\"a\":1,\"a\":2}");
    jsonIsRaw("{\"a\":1,\"a\":1}");
    jsonIsRaw("{\"a\":1,\"\\u0061\":2}");
    jsonIsRaw("[{\"x\":{\"a\":1,\"b\":1,\"a\":2}}]");
    json("[{\"a\":1},{\"a\":1}]");
  }

  @Test
  void bytes_that_are_not_utf_8_are_bytes() {
    isRaw(BodyRule.JSON_CANONICAL, "application/json", new byte[] {'"', (byte) 0xE9, '"'});
    isRaw(
        BodyRule.JSON_CANONICAL,
        "application/json",
        new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'});
    isRaw(BodyRule.JSON_CANONICAL, "application/json;charset=utf-16", "1".getBytes(UTF_8));
    assertThat(digest(BodyRule.JSON_CANONICAL, "a/b;charset=UTF-8", "1".getBytes(UTF_8)).rule())
        .isEqualTo(BodyRule.JSON_CANONICAL);
  }

  @Test
  void json_is_read_to_a_depth_and_a_length_and_no_further() {
    int depth = JsonDigest.DEPTH_MAX;
    json("[".repeat(depth) + "1" + "]".repeat(depth));
    jsonIsRaw("[".repeat(depth + 1) + "1" + "]".repeat(depth + 1));
    jsonIsRaw("[".repeat(500_000));
    jsonIsRaw("{\"a\":".repeat(100_000));
    String longest = "\"" + "a".repeat(BodyDigest.READ_BYTES_MAX - 2) + "\"";
    json(longest);
    jsonIsRaw(longest + " ");
  }

  @Test
  void what_is_ignored_in_json_may_differ_or_be_missing() {
    Selector[] ignoring = {
      Selector.json("/meta/sentAt"), Selector.json("/items/1"), Selector.json("/a~1b~0c")
    };
    Fingerprint one = json("{\"meta\":{\"sentAt\":1,\"x\":2},\"items\":[1,2,3],\"y\":1}", ignoring);
    assertThat(
            json("{\"meta\":{\"x\":2},\"items\":[1,{\"any\":[]},3],\"y\":1,\"a/b~c\":7}", ignoring))
        .isEqualTo(one);
    assertThat(
            Stream.of(
                    "{\"meta\":{\"sentAt\":1,\"x\":3},\"items\":[1,2,3],\"y\":1}",
                    "{\"meta\":{\"sentAt\":1,\"x\":2},\"items\":[1,2,4],\"y\":1}",
                    "{\"meta\":{\"sentAt\":1,\"x\":2},\"items\":[1,3],\"y\":1}",
                    "{\"meta\":{\"sentAt\":1,\"x\":2},\"items\":[1,2,3],\"y\":1,\"sentAt\":1}",
                    "{\"meta\":[1],\"items\":[1,2,3],\"y\":1}")
                .map(body -> json(body, ignoring)))
        .doesNotContain(one)
        .doesNotHaveDuplicates();
  }

  @Test
  void a_duplicate_of_what_is_ignored_is_a_duplicate() {
    byte[] body = "{\"t\":1,\"t\":2}".getBytes(UTF_8);
    assertThat(digest(BodyRule.JSON_CANONICAL, null, body, Selector.json("/t")).rule())
        .isEqualTo(BodyRule.RAW);
  }

  // Forms

  @Test
  void the_fields_of_a_form_have_no_order_but_among_those_of_one_name() {
    assertThat(form("a=1&b=2&a=3")).isEqualTo(form("b=2&a=1&a=3"));
    assertThat(form("a=1&a=3")).isNotEqualTo(form("a=3&a=1"));
    assertThat(form("a=1&b=2")).isNotEqualTo(form("a=2&b=1")).isNotEqualTo(form("a=1%26b=2"));
  }

  @Test
  void a_field_of_a_form_can_be_ignored() {
    Selector ts = Selector.field("t s");
    assertThat(form("a=1&t+s=5", ts)).isEqualTo(form("a=1&t%20s=6", ts)).isEqualTo(form("a=1", ts));
    assertThat(form("a=1&ts=5", ts)).isNotEqualTo(form("a=1", ts));
  }

  @Test
  void what_says_it_is_no_form_is_its_bytes_and_so_is_a_long_one() {
    byte[] body = "a=1&b=2".getBytes(UTF_8);
    isRaw(BodyRule.FORM, null, body);
    isRaw(BodyRule.FORM, "text/plain", body);
    isRaw(BodyRule.FORM, FORM + ";charset=utf-16", body);
    isRaw(BodyRule.FORM, FORM, "a".repeat(BodyDigest.READ_BYTES_MAX + 1).getBytes(UTF_8));
  }

  // Multipart

  private static byte[] multipart(String boundary, String... parts) {
    StringBuilder body = new StringBuilder();
    for (String part : parts) {
      body.append("--").append(boundary).append("\r\n").append(part).append("\r\n");
    }
    return body.append("--").append(boundary).append("--\r\n").toString().getBytes(UTF_8);
  }

  private static String part(String name, String content) {
    return "Content-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content;
  }

  private static String file(String name, String file, String type, String content) {
    return "Content-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n%s"
        .formatted(name, file, type, content);
  }

  private static BodyDigest parts(String boundary, byte[] body, Selector... ignoring) {
    return digest(BodyRule.MULTIPART, "multipart/form-data; boundary=" + boundary, body, ignoring);
  }

  private static Fingerprint parts(String boundary, String... parts) {
    BodyDigest digest = parts(boundary, multipart(boundary, parts));
    assertThat(digest.rule()).isEqualTo(BodyRule.MULTIPART);
    return print(digest);
  }

  private static void multipartIsRaw(String body) {
    isRaw(BodyRule.MULTIPART, "multipart/form-data; boundary=b", body.getBytes(UTF_8));
  }

  @Test
  void the_boundary_does_not_count() {
    String[] parts = {part("a", "1"), file("f", "x.png", "image/png", "\r\n--\r\nbinary\r\n")};
    assertThat(parts("----WebKitFormBoundaryAAAA", parts))
        .isEqualTo(parts("----WebKitFormBoundaryBBBB", parts))
        .isEqualTo(parts("b", parts));
    assertThat(print(parts("\"x y\"", multipart("x y", parts)))).isEqualTo(parts("b", parts));
  }

  @Test
  void parts_count_with_their_order_names_files_types_and_contents() {
    assertThat(
            Stream.of(
                    List.of(part("a", "1"), part("b", "2")),
                    List.of(part("b", "2"), part("a", "1")),
                    List.of(part("a", "2"), part("b", "1")),
                    List.of(part("a", "1")),
                    List.of(part("a", "1"), part("a", "1")),
                    List.of(part("a", "")),
                    List.of(part("a", "1\r\n")),
                    List.of(part("A", "1")),
                    List.of(file("a", "1.txt", "text/plain", "1")),
                    List.of(file("a", "2.txt", "text/plain", "1")),
                    List.of(file("a", "1.txt", "text/html", "1")),
                    List.of("Content-Transfer-Encoding: base64\r\n" + part("a", "1")),
                    List.<String>of(part("a", "1\r\n--c\r\n" + part("b", "2"))))
                .map(parts -> parts("b", parts.toArray(String[]::new))))
        .doesNotHaveDuplicates();
  }

  @Test
  void the_order_and_case_of_a_parts_headers_and_its_stated_length_do_not_count() {
    assertThat(
            parts(
                "b",
                "content-type:text/plain\r\nCONTENT-LENGTH: 1\r\n"
                    + "Content-disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\n1"))
        .isEqualTo(parts("b", file("a", "f", "text/plain", "1")));
  }

  @Test
  void a_part_can_be_ignored() {
    byte[] one = multipart("b", part("a", "1"), part("sent\u00e9", "5"));
    byte[] two = multipart("c", part("sent\u00e9", "6"), part("a", "1"));
    byte[] other = multipart("c", part("sent\u00e9", "6"), part("a", "2"));
    Selector sent = Selector.field("sent\u00e9");
    assertThat(print(parts("b", one, sent)))
        .isEqualTo(print(parts("c", two, sent)))
        .isNotEqualTo(print(parts("c", other, sent)));
  }

  @Test
  void transport_padding_and_a_missing_last_line_end_are_allowed() {
    String body = "--b \t\r\n" + part("a", "1") + "\r\n--b--";
    assertThat(print(parts("b", body.getBytes(UTF_8)))).isEqualTo(parts("b", part("a", "1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--b",
        "--b\r\n",
        "--b\n",
        "--b-",
        "--c--\r\n",
        "x--b--\r\n",
        "\r\n--b--\r\n",
        "--b--x",
        "--b--\r\nepilogue",
        "--bx\r\n",
        "--b\r\nA: 1\r\n\r\n1\r\n--b",
        "--b\r\nA: 1\r\n\r\n1",
        "--b\r\nA: 1\r\n\r\n1\n--b--",
        "--b\nA: 1\n\n1\n--b--\n",
        "--b\r\nA 1\r\n\r\n1\r\n--b--",
        "--b\r\nA: 1\r\n folded\r\n\r\n1\r\n--b--",
        "--b\r\nA: 1\r\na: 2\r\n\r\n1\r\n--b--",
        "--b\r\n: 1\r\n\r\n1\r\n--b--",
        "--b\r\nA: 1\r\n\r\n1\r\n--bb--",
        "--b\r\nA: \r1\r\n\r\n1\r\n--b--"
      })
  void what_is_not_multipart_to_the_letter_is_its_bytes(String body) {
    multipartIsRaw(body);
  }

  @Test
  void what_names_no_boundary_or_another_one_is_its_bytes() {
    byte[] body = multipart("b", part("a", "1"));
    for (String type :
        new String[] {
          null,
          "multipart/form-data",
          "multipart/form-data; boundary=\"\"",
          "multipart/form-data; boundary=c",
          "multipart/form-data; boundary=b; boundary=b",
          "application/json; boundary=b",
          "multipart/form-data; boundary=" + "b".repeat(71)
        }) {
      isRaw(BodyRule.MULTIPART, type, body);
    }
  }

  @Test
  void headers_of_a_part_have_a_length() {
    multipartIsRaw(
        "--b\r\nA: " + "x".repeat(MultipartDigest.HEADER_BYTES_MAX) + "\r\n\r\n1\r\n--b--");
    multipartIsRaw("--b\r\n" + "A: 1\r\n".repeat(10_000));
  }

  /** Boundaries and contents of few letters, so that beginnings of the delimiter are everywhere. */
  @Test
  void contents_that_look_like_the_delimiter_are_contents() {
    Random random = new Random(2046);
    for (int i = 0; i < 20_000; i++) {
      String boundary = letters(random, "-a", 1 + random.nextInt(4));
      String content = letters(random, "\r\n-a", random.nextInt(24));
      String other = letters(random, "\r\n-a", random.nextInt(24));
      if (content.contains("\r\n--") || other.contains("\r\n--")) {
        continue;
      }
      Fingerprint one = parts(boundary, part("x", content));
      assertThat(one).isEqualTo(parts("another", part("x", content)));
      assertThat(one.equals(parts(boundary, part("x", other)))).isEqualTo(content.equals(other));
    }
  }

  private static String letters(Random random, String alphabet, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  @Test
  void a_part_of_many_megabytes_is_read_as_it_comes() {
    byte[] megabytes = "0123456789abcdef".repeat(512 * 1024).getBytes(UTF_8);
    String content = new String(megabytes, UTF_8);
    assertThat(parts("b", part("f", content)))
        .isEqualTo(parts("c", part("f", content)))
        .isNotEqualTo(parts("c", part("f", content + "x")));
  }

  // Nothing throws

  @Test
  void whatever_the_bytes_are_there_is_a_digest() {
    Random random = new Random(7);
    byte[] json = "{\"a\":[1,2.5e3,\"x\\u00e9\"],\"b\":{\"c\":null}}".getBytes(UTF_8);
    byte[] parts = multipart("b", part("a", "1"), file("f", "g", "text/plain", "h"));
    for (int i = 0; i < 50_000; i++) {
      boolean isJson = random.nextBoolean();
      byte[] bytes = (isJson ? json : parts).clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      BodyDigest digest =
          isJson
              ? digest(BodyRule.JSON_CANONICAL, null, bytes, Selector.json("/a/1"))
              : parts("b", bytes, Selector.field("a"));
      assertThat(print(digest)).isNotNull();
    }
  }
}
