// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.fingerprint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.semel.Fingerprint;
import dev.semel.http.Selector;
import dev.semel.http.internal.fingerprint.Fingerprints.Match;
import dev.semel.testkit.property.Gen;
import dev.semel.testkit.property.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What makes two requests one: all but the body. */
class FingerprintsTest {
  private static RequestFacts.Builder post(String path) {
    return RequestFacts.of("POST", "create-charge", path);
  }

  private static Fingerprint print(RequestFacts.Builder facts) {
    return Fingerprints.of(Fingerprints.LATEST, facts.build(), BodyDigest.ofNothing());
  }

  private static Fingerprint with(UnaryOperator<RequestFacts.Builder> more) {
    return print(more.apply(post("/charges")));
  }

  private static Fingerprint query(String query) {
    return with(facts -> facts.query(query));
  }

  private static Fingerprint type(String mediaType) {
    return with(facts -> facts.mediaType(mediaType));
  }

  private static BodyDigest body(String body) {
    byte[] bytes = body.getBytes(UTF_8);
    return BodyDigest.arriving().update(bytes, 0, bytes.length).arrived();
  }

  @Test
  void the_first_version_is_for_ever() {
    RequestFacts facts =
        post("/v1/charges/7")
            .variable("id", "7")
            .query("b=2&a=%31&b=1")
            .mediaType("application/json; Charset=\"UTF-8\"")
            .header("API-Version", List.of(" 2026-01 "))
            .build();
    assertThat(Fingerprints.of(1, facts, body("{}")))
        .hasToString("01832a71616b53a69394079550553e7d");
  }

  @Test
  void the_same_request_is_the_same() {
    assertThat(print(post("/charges"))).isEqualTo(print(post("/charges")));
  }

  @Test
  void method_operation_and_path_count() {
    assertThat(
            Stream.of(
                    RequestFacts.of("POST", "create-charge", "/charges"),
                    RequestFacts.of("PUT", "create-charge", "/charges"),
                    RequestFacts.of("post", "create-charge", "/charges"),
                    RequestFacts.of("POST", "create-refund", "/charges"),
                    RequestFacts.of("POST", "create-charge/", "charges"))
                .map(FingerprintsTest::print))
        .doesNotHaveDuplicates();
  }

  @Test
  void another_spelling_of_the_route_is_another_request() {
    assertThat(
            Stream.of(
                    "/v1/charges",
                    "/v1/charges/",
                    "/v1/%63harges",
                    "/v2/charges",
                    "/v1//charges",
                    "/v1/./charges",
                    "/v1/charges;s=1",
                    "/V1/charges",
                    "")
                .map(path -> print(post(path))))
        .doesNotHaveDuplicates();
  }

  @Test
  void an_empty_body_to_another_account_is_another_request() {
    Fingerprint one =
        print(RequestFacts.of("POST", "close", "/accounts/{id}/close").variable("id", "1"));
    Fingerprint two =
        print(RequestFacts.of("POST", "close", "/accounts/{id}/close").variable("id", "2"));
    assertThat(one).isNotEqualTo(two);
    assertThat(print(RequestFacts.of("POST", "close", "/accounts/1/close")))
        .isNotEqualTo(print(RequestFacts.of("POST", "close", "/accounts/2/close")));
    assertThat(query("amount=10")).isNotEqualTo(query("amount=999"));
  }

  @Test
  void variables_have_names_and_no_order() {
    Fingerprint one = with(f -> f.variable("a", "1").variable("b", "2"));
    assertThat(with(f -> f.variable("b", "2").variable("a", "1"))).isEqualTo(one);
    assertThat(
            List.of(
                one,
                with(f -> f.variable("a", "2").variable("b", "1")),
                with(f -> f.variable("a1", "b2")),
                with(f -> f.variable("a", "12")),
                with(f -> f)))
        .doesNotHaveDuplicates();
  }

  @Test
  void query_parameters_have_no_order_but_among_those_of_one_name() {
    assertThat(query("b=2&a=1&b=1")).isEqualTo(query("a=1&b=2&b=1"));
    assertThat(query("a=1&b=2&b=1")).isNotEqualTo(query("a=1&b=1&b=2"));
  }

  @Test
  void parameters_of_one_name_are_found_however_the_name_is_written() {
    assertThat(query("a=1&%61=2")).isNotEqualTo(query("%61=2&a=1"));
    assertThat(query("x+y=1&x%20y=2")).isNotEqualTo(query("x%20y=2&x+y=1"));
  }

  @Test
  void a_query_is_compared_as_it_was_sent() {
    assertThat(
            Stream.of(
                    null,
                    "a",
                    "a=",
                    "a=1",
                    "a=1&",
                    "a=1&a=1",
                    "a=%31",
                    "A=1",
                    "a=1;b=2",
                    "a=1%26b=2",
                    "a=1&b=2",
                    "a=1=b=2",
                    "a%3D1",
                    "a=+",
                    "a=%20",
                    "a=%2B",
                    "a=%zz",
                    "a=%",
                    "%=1",
                    "%zz=1",
                    "a= ")
                .map(FingerprintsTest::query))
        .doesNotHaveDuplicates();
    assertThat(query("")).isEqualTo(query(null));
    assertThat(query("&a=1")).isEqualTo(query("a=1&"));
  }

  @Test
  void a_name_that_cannot_be_decoded_is_itself() {
    assertThat(query("%zz=1&a=2")).isEqualTo(query("a=2&%zz=1"));
    assertThat(query("%zz=1&%25zz=2")).isNotEqualTo(query("%25zz=2&%zz=1"));
  }

  @Test
  void of_a_media_type_case_spaces_and_quotes_do_not_count() {
    Fingerprint json = type("application/json;charset=utf-8");
    for (String same :
        List.of(
            "Application/JSON; charset=UTF-8",
            "application/json ; Charset=\"utf-8\" ",
            "application/json;charset=\"utf\\-8\"")) {
      assertThat(type(same)).as(same).isEqualTo(json);
    }
    assertThat(type("a/b;x=1;y=2")).isEqualTo(type("a/b;y=2;x=1"));
  }

  @Test
  void of_a_media_type_every_parameter_counts_but_the_boundary() {
    assertThat(type("multipart/form-data; boundary=abc"))
        .isEqualTo(type("multipart/form-data; boundary=\"x y\""))
        .isNotEqualTo(type("multipart/form-data; boundary=abc; charset=utf-8"))
        .isNotEqualTo(type("multipart/mixed; boundary=abc"));
    assertThat(
            Stream.of(
                    null,
                    "",
                    "application/json",
                    "application/json;charset=utf-8",
                    "application/json;charset=latin1",
                    "application/json;v=1",
                    "application/json;v=2",
                    "application/json;v=V",
                    "text/json",
                    "application/json;boundary=a",
                    "application/json;boundary=b",
                    "application/json;v",
                    "application/json;v=1;v=2",
                    "application/json,text/json")
                .map(FingerprintsTest::type))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_media_type_that_cannot_be_read_is_compared_as_it_was_sent() {
    assertThat(type("multipart/form-data; boundary=a b"))
        .isNotEqualTo(type("multipart/form-data; boundary=c d"));
    assertThat(type("a/b; =")).isEqualTo(type("a/b; =")).isNotEqualTo(type("a/b;="));
  }

  @Test
  void a_media_type_can_be_as_long_as_a_header_can() {
    for (String piece : List.of("a", "\\\"", "\\\\", " ", ";")) {
      String value = piece.repeat(200_000);
      assertThat(type("a/b;x=\"" + value + "\""))
          .isEqualTo(type("A/B; X=\"" + value + "\""))
          .isNotEqualTo(type("a/b;x=\"" + value + "."));
    }
    String many = IntStream.range(0, 20_000).mapToObj(i -> ";p" + i + "=" + i).collect(joining());
    assertThat(type("a/b" + many)).isEqualTo(type("A/B" + many)).isNotEqualTo(type("a/b"));
  }

  @Test
  void a_boundary_with_an_equals_sign_is_one_with_or_without_quotes() {
    assertThat(type("multipart/form-data; boundary=----=_Part_1"))
        .isEqualTo(type("multipart/form-data; boundary=\"----=_Part_2\""));
  }

  @Test
  void selected_headers_count_with_their_lines_and_without_the_case_of_their_names() {
    Fingerprint one = with(f -> f.header("API-Version", List.of("1")));
    assertThat(with(f -> f.header("api-version", List.of(" 1 ")))).isEqualTo(one);
    assertThat(with(f -> f.header("API-Version", List.of()))).isEqualTo(with(f -> f));
    assertThat(
            List.of(
                one,
                with(f -> f),
                with(f -> f.header("API-Version", List.of(""))),
                with(f -> f.header("API-Version", List.of("2"))),
                with(f -> f.header("API-Version", List.of("1", "1"))),
                with(f -> f.header("API-Version", List.of("1, 1"))),
                with(f -> f.header("API-Version", List.of("1")).header("X", List.of("1")))))
        .doesNotHaveDuplicates();
  }

  @Test
  void what_is_ignored_does_not_count_and_all_else_does() {
    List<Selector> ignored = List.of(Selector.query("sig"), Selector.header("X-Sent-At"));
    UnaryOperator<RequestFacts.Builder> ignoring = f -> f.ignoring(ignored);
    Fingerprint none = print(ignoring.apply(post("/charges").query("a=1")));
    assertThat(
            print(
                ignoring.apply(
                    post("/charges")
                        .query("sig=x&a=1&s%69g=y&sig")
                        .header("x-sent-at", List.of("now")))))
        .isEqualTo(none);
    assertThat(print(ignoring.apply(post("/charges").query("a=1&Sig=x")))).isNotEqualTo(none);
    assertThat(print(ignoring.apply(post("/charges").query("a=2&sig=x")))).isNotEqualTo(none);
  }

  @Test
  void the_media_type_can_be_ignored_too() {
    List<Selector> ignored = List.of(Selector.header("Content-Type"));
    assertThat(with(f -> f.mediaType("a/b").ignoring(ignored)))
        .isEqualTo(with(f -> f.mediaType("a/c").ignoring(ignored)));
  }

  @Test
  void the_body_counts() {
    RequestFacts facts = post("/charges").build();
    assertThat(Fingerprints.of(1, facts, body("10 EUR")))
        .isEqualTo(Fingerprints.of(1, facts, body("10 EUR")))
        .isNotEqualTo(Fingerprints.of(1, facts, body("9999 EUR")))
        .isNotEqualTo(Fingerprints.of(1, facts, BodyDigest.ofNothing()));
  }

  /** What stands in a field can look like the fields around it. */
  @Test
  void nothing_can_be_moved_from_one_field_to_another() {
    record Request(
        String method, String path, String query, String type, Map<String, String> vars) {
      RequestFacts.Builder facts() {
        RequestFacts.Builder facts =
            RequestFacts.of(method, "op", path).query(query).mediaType(type);
        vars.forEach(facts::variable);
        return facts;
      }

      /** What is the same by the rules, written so that equals says it. */
      Object meaning() {
        return List.of(method, path, pairs(query), type, vars);
      }

      private static Map<String, List<String>> pairs(String query) {
        return Stream.of(query.split("&", -1))
            .filter(pair -> !query.isEmpty())
            .collect(
                Collectors.groupingBy(
                    pair -> pair.split("=", 2)[0], TreeMap::new, Collectors.toList()));
      }
    }
    Gen<String> text = Gen.strings("aQ=&\u0000\u0001", 4);
    Gen<Request> requests =
        choices -> {
          Map<String, String> vars = new TreeMap<>();
          for (String name : choices.draw(Gen.lists(Gen.strings("ab", 2), 2))) {
            vars.put(name, choices.draw(Gen.strings("ab", 2)));
          }
          return new Request(
              choices.draw(Gen.strings("PM", 2)),
              choices.draw(text),
              choices.draw(text),
              choices.draw(Gen.of("a/b", "a/b;c=d", "a/b;c=")),
              vars);
        };
    Property.forAll(requests, requests)
        .tries(20_000)
        .seed(6)
        .check(
            (one, other) ->
                assertThat(print(one.facts()).equals(print(other.facts())))
                    .isEqualTo(one.meaning().equals(other.meaning())));
  }

  @Test
  void the_first_byte_is_the_version() {
    List<Fingerprint> prints = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      prints.add(print(post("/charges/" + i)));
    }
    assertThat(prints)
        .doesNotHaveDuplicates()
        .allSatisfy(print -> assertThat(Fingerprints.versionOf(print)).isEqualTo(1));
  }

  @Test
  void a_request_is_compared_by_the_version_it_was_recorded_with() {
    RequestFacts facts = post("/charges").build();
    Fingerprint stored = Fingerprints.of(1, facts, body("10 EUR"));
    assertThat(Fingerprints.compare(stored, facts, body("10 EUR"))).isEqualTo(Match.SAME);
    assertThat(Fingerprints.compare(stored, facts, body("11 EUR"))).isEqualTo(Match.DIFFERENT);
    byte[] later = stored.bytes();
    later[0] = (byte) (Fingerprints.LATEST + 1);
    assertThat(Fingerprints.compare(Fingerprint.ofBytes(later), facts, body("10 EUR")))
        .isEqualTo(Match.UNKNOWN_VERSION);
    later[0] = (byte) 0xFF;
    assertThat(Fingerprints.versionOf(Fingerprint.ofBytes(later))).isEqualTo(255);
    for (int version : new int[] {-1, 0, Fingerprints.LATEST + 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Fingerprints.of(version, facts, body("")))
          .withMessageContaining("version " + version);
    }
  }
}
