// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Semel;
import dev.semel.http.Idempotency;
import dev.semel.http.Operation;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client sees, on every server and over two databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ParameterizedClass(name = "{0} over {1}")
@MethodSource("grounds")
class ExchangeTest {
  @Parameter(0)
  Ground ground;

  @Parameter(1)
  Server server;

  private final AtomicInteger runs = new AtomicInteger();
  private volatile Work work;
  private TestDatabase db;
  private Ground.Site site;
  private Http http;

  static Stream<Arguments> grounds() {
    return Arrays.stream(Ground.values())
        .flatMap(
            ground ->
                Stream.of(Server.H2, Server.POSTGRESQL_18).map(on -> Arguments.of(ground, on)));
  }

  @BeforeParameterizedClassInvocation
  void open(Ground ground, Server server) {
    db = server.open();
    site = ground.open(idempotency(Semel.on(db.dataSource())), call -> work.on(call));
    http = new Http(site.port());
  }

  private static Idempotency idempotency(Semel semel) {
    return Idempotency.on(semel)
        .named("test")
        .operation("POST", "/charges", Operation.named("charge"))
        .operation("POST", "/charges/{id}/refunds", Operation.named("refund"))
        .operation("POST", "/optional", Operation.named("optional").optional())
        .operation(
            "POST", "/patient", Operation.named("patient").waitingUpTo(Duration.ofSeconds(30)))
        .operation(
            "POST", "/untracked", Operation.named("untracked").untracked(Duration.ofSeconds(30)))
        .operation("POST", "/short", Operation.named("short").responseBytesMax(100))
        .operation("POST", "/small", Operation.named("small").bodyBytesMax(1000))
        .build();
  }

  @AfterParameterizedClassInvocation
  void close() {
    site.close();
    db.close();
  }

  /** An effect under the body of the request, and a number that only a replay gives twice. */
  private Work.Answer charge(Work.Call call) throws Exception {
    String body = call.body();
    db.insertEffect(call.tx().connection(), body, "charge");
    return Work.Answer.of(201, "charged ünïcode " + runs.incrementAndGet())
        .with("Location", "/charges/" + body)
        .with("Set-Cookie", "secret=1")
        .with("X-Trace-Id", "t");
  }

  private static String fresh() {
    return Http.key().replace("\"", "");
  }

  private static void code(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body()).contains("\"code\":\"" + code + "\"");
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
  }

  @Test
  void the_second_request_gets_the_first_answer_and_changes_nothing() throws Exception {
    work = this::charge;
    String key = Http.key();
    String id = fresh();
    HttpResponse<String> first = http.post("/charges", key, id);
    HttpResponse<String> second = http.post("/charges", key, id);
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body()).startsWith("charged ünïcode ");
    for (String kept : List.of("Content-Type", "Location", "Content-Length", "Idempotency-Key")) {
      assertThat(second.headers().allValues(kept))
          .as(kept)
          .isEqualTo(first.headers().allValues(kept))
          .hasSize(1);
    }
    assertThat(Http.replayed(first)).isEqualTo("false");
    assertThat(Http.replayed(second)).isEqualTo("true");
    assertThat(first.headers().firstValue("Set-Cookie")).isPresent();
    assertThat(second.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(second.headers().firstValue("X-Trace-Id")).isEmpty();
    assertThat(second.headers().firstValue("Idempotency-Expires")).isPresent();
    assertThat(db.effects(id)).hasSize(1);
  }

  @Test
  void a_bare_key_is_the_quoted_one() throws Exception {
    work = this::charge;
    String id = fresh();
    HttpResponse<String> first = http.post("/charges", id, id);
    HttpResponse<String> second = http.post("/charges", '"' + id + '"', id);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(db.effects(id)).hasSize(1);
  }

  @Test
  void two_callers_may_use_one_key() throws Exception {
    work = this::charge;
    String key = Http.key();
    String id = fresh();
    HttpResponse<String> first = http.post("/charges", key, id);
    HttpResponse<String> other =
        http.send(http.request("/charges", key, id).setHeader("X-User", "bob"));
    assertThat(other.body()).isNotEqualTo(first.body());
    assertThat(db.effects(id)).hasSize(2);
  }

  @Test
  void another_request_with_the_key_is_refused() throws Exception {
    work = this::charge;
    String key = Http.key();
    String id = fresh();
    assertThat(http.post("/charges", key, id).statusCode()).isEqualTo(201);
    code(http.post("/charges", key, id + "x"), 422, "key-reused");
    code(http.post("/charges?amount=2", key, id), 422, "key-reused");
    code(http.post("/charges/", key, id), 422, "key-reused");
    code(http.post("/%63harges", key, id), 422, "key-reused");
    code(http.post("/charges/1/refunds", key, id), 422, "key-reused");
    assertThat(db.effects(id)).hasSize(1);
    assertThat(db.effects(id + "x")).isEmpty();
  }

  @Test
  void a_key_that_is_missing_malformed_or_too_long_is_refused() throws Exception {
    work = this::charge;
    String id = fresh();
    HttpResponse<String> missing =
        http.send(http.to("/charges").POST(HttpRequest.BodyPublishers.ofString(id)));
    code(missing, 400, "key-missing");
    assertThat(missing.headers().firstValue("Link").orElse("")).contains("describedby");
    code(http.post("/charges", "\"abc", id), 400, "key-malformed");
    code(http.post("/charges", '"' + "k".repeat(256) + '"', id), 400, "key-too-long");
    assertThat(db.effects(id)).isEmpty();
  }

  @Test
  void without_a_caller_nothing_is_run() throws Exception {
    work = this::charge;
    String id = fresh();
    code(
        http.send(http.request("/charges", Http.key(), id).setHeader("X-User", "")),
        401,
        "caller-missing");
    assertThat(db.effects(id)).isEmpty();
  }

  @Test
  void where_no_operation_is_the_key_is_ignored_and_it_says_so() throws Exception {
    work = call -> Work.Answer.of(200, "run " + runs.incrementAndGet());
    String key = Http.key();
    HttpResponse<String> first = http.post("/elsewhere", key, "x");
    HttpResponse<String> second = http.post("/elsewhere", key, "x");
    assertThat(second.body()).isNotEqualTo(first.body());
    assertThat(second.headers().firstValue("Idempotency-Status")).hasValue("ignored");
    HttpResponse<String> plain =
        http.send(http.to("/optional").POST(HttpRequest.BodyPublishers.ofString("x")));
    assertThat(plain.statusCode()).isEqualTo(200);
    assertThat(plain.headers().firstValue("Idempotent-Replayed")).isEmpty();
  }

  @Test
  void an_answer_of_5xx_rolls_back_and_the_key_is_free() throws Exception {
    String key = Http.key();
    String id = fresh();
    work =
        call -> {
          charge(call);
          return Work.Answer.of(502, "no");
        };
    assertThat(http.post("/charges", key, id).statusCode()).isEqualTo(502);
    assertThat(db.effects(id)).isEmpty();
    work = this::charge;
    assertThat(http.post("/charges", key, id).statusCode()).isEqualTo(201);
    assertThat(db.effects(id)).hasSize(1);
  }

  @Test
  void what_the_work_throws_rolls_back_and_the_key_is_free() throws Exception {
    String key = Http.key();
    String id = fresh();
    work =
        call -> {
          charge(call);
          throw new AssertionError("an Error, not an Exception");
        };
    assertThat(http.post("/charges", key, id).statusCode()).isGreaterThanOrEqualTo(500);
    assertThat(db.effects(id)).isEmpty();
    work = this::charge;
    assertThat(http.post("/charges", key, id).statusCode()).isEqualTo(201);
  }

  @Test
  void an_answer_of_4xx_is_committed_and_kept() throws Exception {
    String key = Http.key();
    String id = fresh();
    work =
        call -> {
          charge(call);
          return Work.Answer.of(402, "no money " + runs.incrementAndGet());
        };
    HttpResponse<String> first = http.post("/charges", key, id);
    HttpResponse<String> second = http.post("/charges", key, id);
    assertThat(second.statusCode()).isEqualTo(402);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(Http.replayed(second)).isEqualTo("true");
    assertThat(db.effects(id)).hasSize(1);
  }

  @Test
  void try_again_later_keeps_nothing() throws Exception {
    String key = Http.key();
    String id = fresh();
    work =
        call -> {
          charge(call);
          return Work.Answer.of(429, "later").with("Retry-After", "7");
        };
    HttpResponse<String> later = http.post("/charges", key, id);
    assertThat(later.statusCode()).isEqualTo(429);
    assertThat(later.headers().firstValue("Retry-After")).hasValue("7");
    work =
        call -> {
          charge(call);
          call.retryable();
          return Work.Answer.of(422, "not yet");
        };
    assertThat(http.post("/charges", key, id).body()).isEqualTo("not yet");
    assertThat(db.effects(id)).isEmpty();
    work =
        call -> {
          charge(call);
          call.retryable();
          return Work.Answer.of(200, "done, it says, and nothing is");
        };
    code(http.post("/charges", key, id), 503, "not-committed");
    assertThat(db.effects(id)).isEmpty();
    work = this::charge;
    assertThat(http.post("/charges", key, id).statusCode()).isEqualTo(201);
  }

  @Test
  void a_commit_that_fails_is_no_success() throws Exception {
    String key = Http.key();
    String id = fresh();
    work =
        call -> {
          Work.Answer answer = charge(call);
          call.tx().add("insert into taken (id) values (1)");
          return answer;
        };
    code(http.post("/charges", key, id), 503, "not-committed");
    assertThat(db.effects(id)).isEmpty();
    work = this::charge;
    assertThat(http.post("/charges", key, id).statusCode()).isEqualTo(201);
    assertThat(db.effects(id)).hasSize(1);
  }

  @Test
  void while_the_first_runs_the_second_is_told_to_come_again() throws Exception {
    String key = Http.key();
    String id = fresh();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    work =
        call -> {
          inside.countDown();
          assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
          return charge(call);
        };
    CompletableFuture<HttpResponse<String>> first =
        http.sendAsync(http.request("/charges", key, id));
    assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
    HttpResponse<String> second = http.post("/charges", key, id);
    code(second, 409, "in-progress");
    assertThat(second.headers().firstValue("Retry-After")).isPresent();
    go.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
    assertThat(Http.replayed(http.post("/charges", key, id))).isEqualTo("true");
    assertThat(db.effects(id)).hasSize(1);
  }

  @Test
  void of_64_at_once_one_is_run_and_those_who_may_wait_get_its_answer() throws Exception {
    work = this::charge;
    for (String path : List.of("/charges", "/patient")) {
      String key = Http.key();
      String id = fresh();
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        all.add(http.sendAsync(http.request(path, key, id)));
      }
      List<String> bodies = new ArrayList<>();
      for (CompletableFuture<HttpResponse<String>> one : all) {
        HttpResponse<String> response = one.get(60, TimeUnit.SECONDS);
        assertThat(response.statusCode()).as(response.body()).isIn(201, 409);
        if (response.statusCode() == 201) {
          bodies.add(response.body());
        }
      }
      assertThat(bodies).isNotEmpty();
      assertThat(bodies.stream().distinct()).hasSize(1);
      assertThat(db.effects(id)).hasSize(1);
    }
  }

  @Test
  void untracked_work_that_fails_has_an_unknown_outcome() throws Exception {
    String key = Http.key();
    String id = fresh();
    work =
        call -> {
          runs.incrementAndGet();
          return Work.Answer.of(500, "who knows");
        };
    assertThat(http.post("/untracked", key, id).statusCode()).isEqualTo(500);
    int before = runs.get();
    code(http.post("/untracked", key, id), 409, "outcome-unknown");
    assertThat(runs).hasValue(before);
    String better = Http.key();
    work = call -> Work.Answer.of(200, "done " + runs.incrementAndGet());
    HttpResponse<String> first = http.post("/untracked", better, id);
    assertThat(http.post("/untracked", better, id).body()).isEqualTo(first.body());
  }

  @Test
  void an_answer_too_large_to_keep_is_sent_once_and_then_pointed_to() throws Exception {
    String key = Http.key();
    work =
        call -> {
          call.resource("ch_42");
          return Work.Answer.of(201, "x".repeat(300_000)).with("Location", "/short/42");
        };
    assertThat(http.post("/short", key, "b").body()).hasSize(300_000);
    HttpResponse<String> second = http.post("/short", key, "b");
    code(second, 410, "result-unavailable");
    assertThat(second.headers().firstValue("Location")).hasValue("/short/42");
    assertThat(second.body()).contains("\"originalStatus\":201").contains("ch_42");
  }

  @Test
  void a_body_over_the_limit_is_refused_and_one_in_a_file_is_read_whole() throws Exception {
    work = call -> Work.Answer.of(200, "" + call.body().length());
    code(http.post("/small", Http.key(), "x".repeat(1001)), 413, "body-too-large");
    HttpResponse<String> chunked =
        http.send(
            http.to("/small")
                .header("Idempotency-Key", Http.key())
                .POST(
                    HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofString("x".repeat(5000)))));
    code(chunked, 413, "body-too-large");
    String key = Http.key();
    String large = "y".repeat(3_000_000);
    assertThat(http.post("/charges", key, large).body()).isEqualTo("3000000");
    assertThat(Http.replayed(http.post("/charges", key, large))).isEqualTo("true");
    code(http.post("/charges", key, large + "y"), 422, "key-reused");
  }

  @Test
  void an_answer_without_a_body_is_replayed_without_one() throws Exception {
    work = call -> new Work.Answer(204, java.util.Map.of(), new byte[0]);
    String key = Http.key();
    assertThat(http.post("/charges", key, "b").statusCode()).isEqualTo(204);
    HttpResponse<String> second = http.post("/charges", key, "b");
    assertThat(second.statusCode()).isEqualTo(204);
    assertThat(Http.replayed(second)).isEqualTo("true");
  }
}
