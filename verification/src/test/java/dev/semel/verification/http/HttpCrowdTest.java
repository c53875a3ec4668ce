// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Semel;
import dev.semel.http.Idempotency;
import dev.semel.http.Operation;
import dev.semel.http.jdk.IdempotencyFilter;
import dev.semel.verification.chaos.ForkedJvm;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many at once, large and slow ones; on PostgreSQL, with servers in processes of their own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class HttpCrowdTest {
  private static final int LARGE = 50 << 20;

  /** A line that goes on, in the way of old: one value, which the server joins with a space. */
  private static final String FOLDED = "\"a\r\n X-Injected: 1\"";

  private static final Duration LATENCY_MAX = Duration.ofSeconds(5);

  private TestDatabase db;

  @BeforeAll
  void open() {
    db = PostgresServers.forgetfulDatabase();
  }

  @AfterAll
  void close() {
    db.close();
  }

  private ForkedJvm server(int threads, String... options) throws IOException {
    return new ForkedJvm(List.of(options), CrowdServer.class, db.url(), Integer.toString(threads));
  }

  private static Http http(ForkedJvm server) {
    return new Http(Integer.parseInt(server.read("ready")));
  }

  private static String id(String key) {
    return key.replace("\"", "");
  }

  private static List<HttpResponse<String>> all(
      List<CompletableFuture<HttpResponse<String>>> pending) throws Exception {
    List<HttpResponse<String>> all = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> one : pending) {
      all.add(one.get(60, TimeUnit.SECONDS));
    }
    return all;
  }

  /** The only answer of 201; of the others, all say to come again. */
  private static String onlySuccess(List<HttpResponse<String>> answers) {
    List<String> made = new ArrayList<>();
    for (HttpResponse<String> answer : answers) {
      if (answer.statusCode() == 201) {
        assertThat(answer.headers().firstValue("Location")).hasValue("/charges/" + answer.body());
        made.add(answer.body());
      } else {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(answer.body()).contains("\"in-progress\"");
      }
    }
    assertThat(made).isNotEmpty();
    assertThat(made.stream().distinct()).hasSize(1);
    assertThat(answers.stream().filter(a -> Http.replayed(a).equals("false"))).hasSize(1);
    return made.get(0);
  }

  @Test
  void of_64_at_each_of_two_servers_one_is_run() throws Exception {
    try (ForkedJvm one = server(80);
        ForkedJvm other = server(80)) {
      List<Http> servers = List.of(http(one), http(other));
      for (String path : List.of("/charges", "/patient", "/charges", "/patient")) {
        String key = Http.key();
        List<CompletableFuture<HttpResponse<String>>> pending = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
          servers.forEach(s -> pending.add(s.sendAsync(s.request(path, key, id(key)))));
        }
        String made = onlySuccess(all(pending));
        assertThat(db.effects(id(key))).containsExactly(made);
        for (Http server : servers) {
          HttpResponse<String> later = server.post(path, key, id(key));
          assertThat(later.body()).isEqualTo(made);
          assertThat(Http.replayed(later)).isEqualTo("true");
        }
      }
    }
  }

  /** A server here whose work on {@code /held} waits until it may go on. */
  private JdkSite site(HikariDataSource pool, int waitersMax, CountDownLatch go, int threads) {
    Operation patient = Operation.named("patient").waitingUpTo(Duration.ofSeconds(60));
    Idempotency idempotency =
        Idempotency.on(Semel.on(pool))
            .named("crowd")
            .operation("POST", "/held", patient)
            .operation("POST", "/charges", Operation.named("charge"))
            .waitersMax(waitersMax)
            .build();
    return new JdkSite(
        idempotency,
        threads,
        IdempotencyFilter.serving(
            (exchange, tx) -> {
              byte[] body = exchange.getRequestBody().readAllBytes();
              String id = new String(body, StandardCharsets.UTF_8);
              if (exchange.getRequestURI().getPath().equals("/held")) {
                awaited(go);
              }
              Sql.run(tx.connection(), "insert into effect (id, what) values (?, 'made')", id);
              JdkSite.send(Work.Answer.of(201, id).with("Location", "/charges/" + id), exchange);
            }));
  }

  private static void awaited(CountDownLatch go) throws IOException {
    try {
      assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void a_thousand_who_wait_do_not_starve_others_in_a_pool_of_five() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (HikariDataSource pool = db.pool(5);
        JdkSite site = site(pool, 1_000, go, 1_010)) {
      Http http = new Http(site.port());
      String key = Http.key();
      List<CompletableFuture<HttpResponse<String>>> pending = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        pending.add(http.sendAsync(http.request("/held", key, id(key))));
      }
      Eventually.holds("all are there", () -> site.busy() == 1_000);
      Duration worst = slowest(http, 30);
      System.out.println("the slowest of 30 beside 1,000 who wait: " + worst.toMillis() + " ms");
      assertThat(worst).isLessThan(LATENCY_MAX);
      go.countDown();
      assertThat(onlySuccess(all(pending))).isEqualTo(id(key));
      assertThat(db.effects(id(key))).hasSize(1);
    }
  }

  @Test
  void who_finds_no_place_to_wait_is_told_to_come_again_at_once() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (HikariDataSource pool = db.pool(5);
        JdkSite site = site(pool, 20, go, 40)) {
      Http http = new Http(site.port());
      String key = Http.key();
      List<CompletableFuture<HttpResponse<String>>> pending = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        pending.add(http.sendAsync(http.request("/held", key, id(key))));
      }
      Eventually.holds(
          "all but those who wait have their answer",
          () -> pending.stream().filter(CompletableFuture::isDone).count() == 979);
      assertThat(slowest(http, 10)).isLessThan(LATENCY_MAX);
      go.countDown();
      List<HttpResponse<String>> answers = all(pending);
      onlySuccess(answers);
      assertThat(answers.stream().filter(a -> a.statusCode() == 201)).hasSize(21);
    }
  }

  private Duration slowest(Http http, int requests) throws Exception {
    long worst = 0;
    for (int i = 0; i < requests; i++) {
      String key = Http.key();
      long began = System.nanoTime();
      assertThat(http.post("/charges", key, id(key)).statusCode()).isEqualTo(201);
      worst = Math.max(worst, System.nanoTime() - began);
    }
    return Duration.ofNanos(worst);
  }

  @Test
  void a_pool_of_one_is_enough() throws Exception {
    try (HikariDataSource pool = db.pool(1);
        JdkSite site = site(pool, 100, new CountDownLatch(0), 40)) {
      Http http = new Http(site.port());
      for (String path : List.of("/charges", "/held")) {
        String key = Http.key();
        for (int i = 0; i < 5; i++) {
          HttpResponse<String> answer = http.post(path, key, id(key));
          assertThat(answer.statusCode()).isEqualTo(201);
          assertThat(Http.replayed(answer)).isEqualTo(i == 0 ? "false" : "true");
        }
        String contended = Http.key();
        List<CompletableFuture<HttpResponse<String>>> pending = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          String own = Http.key();
          pending.add(http.sendAsync(http.request(path, contended, id(contended))));
          pending.add(http.sendAsync(http.request(path, own, id(own))));
        }
        List<HttpResponse<String>> answers = all(pending);
        assertThat(answers).allMatch(a -> a.statusCode() == 201 || a.statusCode() == 409);
        assertThat(answers.stream().filter(a -> Http.replayed(a).equals("false"))).hasSize(41);
        assertThat(db.effects(id(contended))).hasSize(1);
      }
    }
  }

  @Test
  void what_is_large_or_slow_or_not_a_header_is_refused_in_a_heap_of_64_megabytes(
      @TempDir Path temp) throws Exception {
    try (ForkedJvm server =
        server(
            40,
            "-Xmx64m",
            "-XX:MaxDirectMemorySize=16m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.io.tmpdir=" + temp)) {
      Http http = http(server);
      longKeys(http);
      injections(http);
      tooLargeByItsLength(http);
      tooLargeOnTheWay(http);
      largeAndAllowed(http);
      dripping(http);
      HttpResponse<String> still = http.post("/charges", Http.key(), "still there");
      assertThat(still.statusCode()).isEqualTo(201);
      Eventually.holds("no file is left", () -> files(temp) == 0);
    }
  }

  private static long files(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> f.getFileName().toString().startsWith("semel-http-")).count();
    } catch (IOException e) {
      return -1;
    }
  }

  private static void longKeys(Http http) throws Exception {
    List<CompletableFuture<HttpResponse<String>>> pending = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String key = '"' + "k".repeat(10_000 + i) + '"';
      pending.add(http.sendAsync(http.request("/charges", key, "b")));
    }
    for (HttpResponse<String> answer : all(pending)) {
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("\"key-too-long\"").hasSizeLessThan(1_000);
    }
  }

  /** Whatever the server makes of them: nothing of theirs is a header of the answer. */
  private static void injections(Http http) throws Exception {
    for (String value :
        List.of(
            "\"a\nX-Injected: 1\"",
            "\"a\rX-Injected: 1\"",
            "\"a\0X-Injected: 1\"",
            "\"a\u0085X-Injected: 1\"",
            "a%0d%0aX-Injected:1",
            "\"a\\\r\nX-Injected: 1\"",
            FOLDED)) {
      try (RawHttp raw = new RawHttp(http.port())) {
        raw.beginPost("/charges", "Idempotency-Key: " + value, "Content-Length: 1\r\n\r\nb");
        String head = raw.head();
        assertThat(head).doesNotContainPattern("(?im)^\\s*X-Injected");
        assertThat(head)
            .as(value)
            .startsWith(value.equals(FOLDED) ? "HTTP/1.1 201" : "HTTP/1.1 400");
      }
    }
  }

  private static void tooLargeByItsLength(Http http) throws Exception {
    for (int i = 0; i < 50; i++) {
      try (RawHttp raw = new RawHttp(http.port())) {
        raw.beginPost("/charges", "Idempotency-Key: " + Http.key(), "Content-Length: " + LARGE);
        assertThat(raw.head()).startsWith("HTTP/1.1 413");
      }
    }
  }

  /** The connection may be gone before the answer is read, as who refuses does not read on. */
  private static void tooLargeOnTheWay(Http http) throws Exception {
    byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 4; i++) {
      try (RawHttp raw = new RawHttp(http.port())) {
        raw.beginPost("/charges", "Idempotency-Key: " + Http.key(), "Transfer-Encoding: chunked");
        int sent = 0;
        try {
          while (sent < LARGE && !raw.isAnswered()) {
            raw.say(chunk);
            sent += 0x10000;
          }
          assertThat(raw.head()).startsWith("HTTP/1.1 413");
        } catch (IOException e) {
          assertThat(sent).isGreaterThan(8 << 20);
        }
        assertThat(sent).isLessThan(LARGE);
      }
    }
  }

  private static void largeAndAllowed(Http http) throws Exception {
    byte[] body = new byte[LARGE];
    Arrays.fill(body, (byte) 'x');
    List<String> keys = List.of(Http.key(), Http.key());
    for (String replayed : List.of("false", "true")) {
      List<CompletableFuture<HttpResponse<String>>> pending = new ArrayList<>();
      for (String key : keys) {
        pending.add(
            http.sendAsync(http.request("/large", key, "").POST(BodyPublishers.ofByteArray(body))));
      }
      for (HttpResponse<String> answer : all(pending)) {
        assertThat(answer.body()).isEqualTo(Integer.toString(LARGE));
        assertThat(Http.replayed(answer)).isEqualTo(replayed);
      }
    }
    body[LARGE - 1] = 'y';
    HttpResponse<String> other =
        http.send(http.request("/large", keys.get(0), "").POST(BodyPublishers.ofByteArray(body)));
    assertThat(other.statusCode()).isEqualTo(422);
  }

  /** They go on after they were refused, and get nothing for it. */
  private static void dripping(Http http) throws Exception {
    List<RawHttp> drips = new ArrayList<>();
    List<RawHttp> open = Collections.synchronizedList(new ArrayList<>());
    try {
      for (int i = 0; i < 30; i++) {
        RawHttp raw = new RawHttp(http.port());
        drips.add(raw);
        raw.beginPost("/drip", "Idempotency-Key: " + Http.key(), "Content-Length: 1000000");
      }
      open.addAll(drips);
      Eventually.holds("all are refused", () -> drippedOn(drips, open));
      for (RawHttp raw : drips) {
        assertThat(raw.head()).startsWith("HTTP/1.1 408");
      }
      Eventually.holds(
          "no thread waits for the rest",
          () -> {
            drippedOn(drips, open);
            return busy(http) == 1;
          });
    } finally {
      for (RawHttp raw : drips) {
        raw.close();
      }
    }
  }

  /** One more byte of each; whether all have an answer. */
  private static boolean drippedOn(List<RawHttp> drips, List<RawHttp> open) {
    boolean answered = true;
    for (RawHttp raw : drips) {
      try {
        answered &= raw.isAnswered();
        if (open.contains(raw)) {
          raw.say("x");
        }
      } catch (IOException e) {
        open.remove(raw);
      }
    }
    return answered;
  }

  private static int busy(Http http) {
    try {
      return Integer.parseInt(http.send(http.to("/busy").GET()).body());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
