// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.semel.http.Problem;
import dev.semel.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemBodyTest {
  private static final URI BASE = URI.create("https://api.example.com/problems/");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode schemaText() {
    try (InputStream in =
        ProblemBody.class.getResourceAsStream("/META-INF/semel/http/problem.schema.json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schemaText());

  private static JsonNode body(Problem problem, String detail, Map<String, Object> extra)
      throws IOException {
    return JSON.readTree(ProblemBody.json(problem, BASE, detail, extra));
  }

  @ParameterizedTest
  @EnumSource(Problem.class)
  void every_problem_is_what_the_schema_says(Problem problem) throws IOException {
    for (JsonNode body :
        List.of(
            body(problem, null, Map.of()),
            body(problem, "since 08:15:02Z", Map.of("anything", 1L, "else", true)),
            body(
                problem,
                "",
                Map.of("originalStatus", 201, "location", "/c/1", "resourceId", "c1")))) {
      assertThat(SCHEMA.validate(body)).isEmpty();
      assertThat(body.get("type").textValue()).isEqualTo(BASE + problem.code());
      assertThat(body.get("code").textValue()).isEqualTo(problem.code());
      assertThat(body.get("status").intValue()).isEqualTo(problem.status());
      assertThat(body.get("retryable").booleanValue()).isEqualTo(problem.retryable());
      assertThat(body.get("title").textValue()).isEqualTo(problem.title());
    }
  }

  @Test
  void the_schema_has_exactly_our_codes() {
    List<String> codes =
        JSON.convertValue(
            schemaText().at("/properties/code/enum"), new TypeReference<List<String>>() {});
    assertThat(codes).isEqualTo(Arrays.stream(Problem.values()).map(Problem::code).toList());
    assertThat(schemaText().get("allOf")).hasSize(codes.size());
  }

  @ParameterizedTest
  @EnumSource(Problem.class)
  void the_schema_refuses_what_is_not_a_problem(Problem problem) throws IOException {
    ObjectNode body = (ObjectNode) body(problem, "detail", Map.of());
    for (Iterator<String> names = body.deepCopy().fieldNames(); names.hasNext(); ) {
      String name = names.next();
      ObjectNode without = body.deepCopy().without(name);
      assertThat(SCHEMA.validate(without).isEmpty()).isEqualTo(name.equals("detail"));
      assertThat(SCHEMA.validate(body.deepCopy().putArray(name).add(1))).isNotEmpty();
    }
    assertThat(SCHEMA.validate(body.deepCopy().put("code", "other"))).isNotEmpty();
    assertThat(SCHEMA.validate(body.deepCopy().put("retryable", !problem.retryable())))
        .isNotEmpty();
    assertThat(SCHEMA.validate(body.deepCopy().put("status", 499))).isNotEmpty();
  }

  @Test
  void the_codes_and_statuses_of_the_specification() {
    assertThat(Arrays.stream(Problem.values()).map(p -> p.code() + " " + p.status()).toList())
        .contains(
            "key-missing 400",
            "key-malformed 400",
            "key-too-long 400",
            "key-too-weak 400",
            "key-reused 422",
            "in-progress 409",
            "outcome-unknown 409",
            "result-unavailable 410",
            "key-expired 410",
            "outside-window 412",
            "store-unavailable 503",
            "record-corrupt 500");
    assertThat(Arrays.stream(Problem.values()).filter(Problem::retryable))
        .containsExactlyInAnyOrder(
            Problem.IN_PROGRESS,
            Problem.BODY_TOO_SLOW,
            Problem.NOT_COMMITTED,
            Problem.STORE_UNAVAILABLE);
  }

  @Test
  void whatever_is_said_is_json_and_comes_out_as_it_went_in() throws IOException {
    Random random = new Random(9457);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(6); n > 0; n--) {
        text.appendCodePoint(
            switch (random.nextInt(5)) {
              case 0 -> random.nextInt(0x30);
              case 1 -> "\"\\/<>&\u007f\u2028\u2029".charAt(random.nextInt(9));
              case 2 -> 0x1F600 + random.nextInt(10);
              default -> random.nextInt(0xD800);
            });
      }
      JsonNode body = body(Problem.KEY_REUSED, text.toString(), Map.of("x" + text, "" + text));
      assertThat(body.get("detail").textValue()).isEqualTo(text.toString());
      assertThat(body.get("x" + text).textValue()).isEqualTo(text.toString());
      assertThat(body).hasSize(7);
    }
  }

  @Test
  void half_of_a_surrogate_pair_is_escaped_not_replaced() throws IOException {
    for (String text : List.of("\uD800", "\uDC00", "a\uD800b", "\uDC00\uD800", "\uD800\uD800")) {
      byte[] json = ProblemBody.json(Problem.KEY_REUSED, BASE, text, Map.of());
      assertThat(new String(json, UTF_8)).doesNotContain("?");
      assertThat(JSON.readTree(json).get("detail").textValue()).isEqualTo(text);
    }
  }

  @Test
  void nobody_can_say_twice_what_a_problem_says_itself() {
    for (String name : List.of("type", "title", "status", "detail", "code", "retryable")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ProblemBody.json(Problem.KEY_REUSED, BASE, null, Map.of(name, "x")))
          .withMessageContaining(name);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProblemBody.json(Problem.KEY_REUSED, BASE, null, Map.of("x", 1.5)))
        .withMessageContaining("member x");
  }

  @Test
  void the_base_of_the_types_is_the_applications() {
    assertThat(ProblemBody.type(Problem.KEY_REUSED, URI.create("https://x.test/p#")))
        .hasToString("https://x.test/p#key-reused");
    assertThat(ProblemBody.type(Problem.KEY_REUSED, URI.create("https://x.test/p")))
        .hasToString("https://x.test/p/key-reused");
    assertThat(ProblemBody.type(Problem.KEY_REUSED, URI.create("urn:problem:/")))
        .hasToString("urn:problem:/key-reused");
  }

  @Test
  void no_cache_keeps_a_problem_and_who_forgot_the_key_learns_where_it_is_described() {
    Reply missing = ProblemBody.reply(Problem.KEY_MISSING, BASE, null, Map.of());
    assertThat(missing.status()).isEqualTo(400);
    assertThat(missing.header("content-type")).contains("application/problem+json");
    assertThat(missing.header("cache-control")).contains("no-store");
    assertThat(missing.header("link"))
        .contains("<https://api.example.com/problems/key-missing>; rel=\"describedby\"");
    Reply busy =
        ProblemBody.reply(
            Problem.IN_PROGRESS, BASE, null, Map.of(), new Reply.Header("Retry-After", "1"));
    assertThat(busy.header("retry-after")).contains("1");
    assertThat(busy.header("link")).isEmpty();
  }
}
