// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Filter;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Key;
import dev.semel.Semel;
import dev.semel.http.Caller;
import dev.semel.http.Idempotency;
import dev.semel.http.IdempotencyBuilder;
import dev.semel.http.Operation;
import dev.semel.http.Reply;
import dev.semel.http.Resolver;
import dev.semel.http.Selector;
import dev.semel.http.SelfTest;
import dev.semel.http.TransactionBinding;
import dev.semel.http.servlet.IdempotencyFilter;
import dev.semel.spi.HttpEvent;
import dev.semel.spi.SemelEvent;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpFilter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What an operation can ask for, and what the engine does when things go wrong; on PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineTest {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final List<Ground.Site> sites = new ArrayList<>();
  private final AtomicInteger runs = new AtomicInteger();
  private TestDatabase db;

  @BeforeAll
  void open() {
    db = Server.POSTGRESQL_18.open();
    Sql.run(
        db.raw(),
        "create table child (parent int references taken (id) deferrable initially deferred)");
  }

  @AfterEach
  void stop() {
    sites.forEach(Ground.Site::close);
    sites.clear();
  }

  @AfterAll
  void close() {
    db.close();
  }

  private static IdempotencyBuilder api(Semel semel, Operation operation) {
    return Idempotency.on(semel)
        .named("api-" + NAMES.incrementAndGet())
        .operation("POST", "/work", operation);
  }

  private Http serving(Idempotency idempotency, Work work) {
    return serving(Ground.SERVLET, idempotency, work);
  }

  private Http serving(Ground ground, Idempotency idempotency, Work work) {
    Ground.Site site = ground.open(idempotency, work);
    sites.add(site);
    return new Http(site.port());
  }

  private Http serving(Operation operation, Work work) {
    return serving(api(Semel.on(db.dataSource()), operation).build(), work);
  }

  private Work.Answer effect(Work.Call call, String id) throws Exception {
    db.insertEffect(call.tx().connection(), id, "effect");
    return Work.Answer.of(201, "run " + runs.incrementAndGet());
  }

  private static String fresh() {
    return Http.key().replace("\"", "");
  }

  private static void code(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body()).contains("\"code\":\"" + code + "\"");
  }

  private static final Operation WORK = Operation.named("work");

  @Test
  void a_deferred_constraint_that_fails_at_the_commit_is_no_success() throws Exception {
    for (Ground ground : Ground.values()) {
      String id = fresh();
      String key = Http.key();
      AtomicInteger parent = new AtomicInteger(99);
      Http http =
          serving(
              ground,
              api(Semel.on(db.dataSource()), WORK).build(),
              call -> {
                Connection c = call.tx().connection();
                try (var insert = c.prepareStatement("insert into child values (?)")) {
                  insert.setInt(1, parent.get());
                  insert.executeUpdate();
                }
                return effect(call, id);
              });
      code(http.post("/work", key, "b"), 503, "not-committed");
      assertThat(db.effects(id)).isEmpty();
      parent.set(1);
      HttpResponse<String> again = http.post("/work", key, "b");
      assertThat(again.statusCode()).isEqualTo(201);
      assertThat(Http.replayed(again)).isEqualTo("false");
      assertThat(db.effects(id)).hasSize(1);
    }
  }

  /** Binds the connection to the thread, as a framework does that knows nothing else. */
  private static final class ThreadBinding implements TransactionBinding {
    private final DataSource dataSource;
    final ThreadLocal<Connection> bound = new ThreadLocal<>();
    final ThreadLocal<Boolean> rollbackOnly = new ThreadLocal<>();

    ThreadBinding(DataSource dataSource) {
      this.dataSource = dataSource;
    }

    @Override
    public DataSource dataSource() {
      return dataSource;
    }

    @Override
    public Bound bind(Connection connection) {
      bound.set(connection);
      rollbackOnly.set(false);
      return new Bound() {
        @Override
        public boolean rollbackOnly() {
          return rollbackOnly.get();
        }

        @Override
        public void close() {
          bound.remove();
          rollbackOnly.remove();
        }
      };
    }
  }

  @Test
  void what_a_framework_has_marked_to_roll_back_is_no_success() throws Exception {
    for (Ground ground : List.of(Ground.SERVLET, Ground.JDK)) {
      String id = fresh();
      ThreadBinding binding = new ThreadBinding(db.dataSource());
      AtomicInteger status = new AtomicInteger(200);
      AtomicInteger doomed = new AtomicInteger(1);
      Http http =
          serving(
              ground,
              api(Semel.on(db.dataSource()), WORK).binding(binding).build(),
              call -> {
                db.insertEffect(binding.bound.get(), id, "effect");
                binding.rollbackOnly.set(doomed.get() == 1);
                return Work.Answer.of(status.get(), "answer");
              });
      String key = Http.key();
      code(http.post("/work", key, "b"), 503, "not-committed");
      status.set(422);
      HttpResponse<String> refused = http.post("/work", key, "b");
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).isEqualTo("answer");
      assertThat(db.effects(id)).isEmpty();
      status.set(200);
      doomed.set(0);
      assertThat(http.post("/work", key, "b").statusCode()).isEqualTo(200);
      assertThat(db.effects(id)).hasSize(1);
    }
  }

  @Test
  @Timeout(120)
  void a_pool_of_one_and_many_who_wait_do_not_deadlock() throws Exception {
    try (HikariDataSource one = db.pool(1)) {
      String id = fresh();
      Http http =
          serving(
              api(Semel.on(one), WORK.waitingUpTo(Duration.ofSeconds(60))).build(),
              call -> effect(call, id));
      String key = Http.key();
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        all.add(http.sendAsync(http.request("/work", key, "b")));
      }
      for (CompletableFuture<HttpResponse<String>> response : all) {
        assertThat(response.get(90, TimeUnit.SECONDS).statusCode()).isIn(201, 409, 503);
      }
      assertThat(db.effects(id)).hasSize(1);
      assertThat(Http.replayed(http.post("/work", key, "b"))).isEqualTo("true");
      Eventually.holds(
          "nothing is borrowed", () -> one.getHikariPoolMXBean().getActiveConnections() == 0);
    }
  }

  @Test
  void those_who_wait_hold_no_connection_and_are_no_more_than_allowed() throws Exception {
    try (HikariDataSource two = db.pool(2)) {
      String id = fresh();
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      ConcurrentLinkedQueue<HttpEvent> heard = new ConcurrentLinkedQueue<>();
      Http http =
          serving(
              api(Semel.on(two), WORK.waitingUpTo(Duration.ofSeconds(30)))
                  .waitersMax(5)
                  .listener(event -> hear(heard, event))
                  .build(),
              call -> {
                inside.countDown();
                assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
                return effect(call, id);
              });
      String key = Http.key();
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      all.add(http.sendAsync(http.request("/work", key, "b")));
      assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 12; i++) {
        all.add(http.sendAsync(http.request("/work", key, "b")));
      }
      Eventually.holds(
          "seven are sent away",
          () ->
              heard.stream()
                      .filter(
                          e -> e instanceof HttpEvent.Refused r && r.code().equals("in-progress"))
                      .count()
                  == 7);
      try (Connection free = two.getConnection()) {
        assertThat(free.isValid(5)).isTrue();
      }
      go.countDown();
      int served = 0;
      for (CompletableFuture<HttpResponse<String>> response : all) {
        served += response.get(60, TimeUnit.SECONDS).statusCode() == 201 ? 1 : 0;
      }
      assertThat(served).isEqualTo(6);
      assertThat(db.effects(id)).hasSize(1);
    }
  }

  private static void hear(ConcurrentLinkedQueue<HttpEvent> heard, SemelEvent event) {
    if (event instanceof HttpEvent http) {
      heard.add(http);
    }
  }

  @Test
  void what_is_told_names_no_key_no_caller_and_no_content() throws Exception {
    ConcurrentLinkedQueue<HttpEvent> heard = new ConcurrentLinkedQueue<>();
    String id = fresh();
    Http http =
        serving(
            api(Semel.on(db.dataSource()), WORK).listener(event -> hear(heard, event)).build(),
            call -> effect(call, id));
    String key = "\"secret-key-" + fresh() + '"';
    http.post("/work", key, "secret-body");
    http.post("/work", key, "secret-body");
    http.post("/work", key, "other");
    assertThat(heard)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("First", "Replayed", "Refused");
    assertThat(heard.toString()).doesNotContain("secret").doesNotContain("alice");
  }

  @Test
  void an_answer_is_gone_after_its_time_and_the_request_is_not_run_again() throws Exception {
    String id = fresh();
    Http http = serving(WORK.keepingResponsesFor(Duration.ofSeconds(1)), call -> effect(call, id));
    String key = Http.key();
    assertThat(http.post("/work", key, "b").statusCode()).isEqualTo(201);
    Eventually.holds(
        "it is expired",
        () -> {
          try {
            return http.post("/work", key, "b").statusCode() == 410;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    code(http.post("/work", key, "b"), 410, "key-expired");
    code(http.post("/work", key, "other"), 422, "key-reused");
    assertThat(db.effects(id)).hasSize(1);
  }

  @Test
  void what_is_older_than_the_memory_is_refused_and_what_is_new_is_not() throws Exception {
    String id = fresh();
    Http http = serving(WORK, call -> effect(call, id));
    String key = Http.key();
    code(
        http.send(
            http.request("/work", key, "b")
                .header("Idempotency-First-Sent", "Mon, 06 Nov 2006 10:00:00 GMT")),
        412,
        "outside-window");
    code(
        http.send(http.request("/work", key, "b").header("Repeatability-First-Sent", "yesterday")),
        400,
        "first-sent-malformed");
    assertThat(db.effects(id)).isEmpty();
    HttpResponse<String> now =
        http.send(
            http.request("/work", key, "b")
                .header("Idempotency-First-Sent", "Mon, 06 Nov 2090 10:00:00 GMT"));
    assertThat(now.statusCode()).isEqualTo(201);
  }

  @Test
  void an_unknown_outcome_is_resolved_or_stays_and_is_run_again_only_where_allowed()
      throws Exception {
    Operation untracked = WORK.untracked(Duration.ofSeconds(1));
    ConcurrentLinkedQueue<Resolver.Resolution> evidence = new ConcurrentLinkedQueue<>();
    Set<Key> noted = ConcurrentHashMap.newKeySet();
    Work failing =
        call -> {
          noted.add(call.key().orElseThrow());
          return runs.incrementAndGet() % 2 == 0
              ? Work.Answer.of(500, "?")
              : Work.Answer.of(200, "ok");
        };
    Resolver resolver =
        request -> {
          assertThat(noted).contains(request.key());
          return evidence.remove();
        };
    Http asked = serving(untracked.resolving(resolver), failing);
    Http rerun = serving(untracked.reRunningWhenUnknown(), failing);
    runs.set(1);
    String key = Http.key();
    assertThat(asked.post("/work", key, "b").statusCode()).isEqualTo(500);
    evidence.add(new Resolver.StillUnknown());
    code(asked.post("/work", key, "b"), 409, "outcome-unknown");
    evidence.add(
        new Resolver.Happened(
            new Reply(202, List.of(new Reply.Header("Content-Type", "text/x")), new byte[] {'!'})));
    HttpResponse<String> resolved = asked.post("/work", key, "b");
    assertThat(resolved.statusCode()).isEqualTo(202);
    assertThat(resolved.body()).isEqualTo("!");
    assertThat(asked.post("/work", key, "b").body()).isEqualTo("!");
    assertThat(runs).hasValue(2);

    runs.set(1);
    String other = Http.key();
    assertThat(asked.post("/work", other, "b").statusCode()).isEqualTo(500);
    evidence.add(new Resolver.DidNotHappen());
    assertThat(asked.post("/work", other, "b").body()).isEqualTo("ok");

    runs.set(1);
    assertThat(rerun.post("/work", key, "b").statusCode()).isEqualTo(500);
    assertThat(rerun.post("/work", key, "b").body()).isEqualTo("ok");
    assertThat(Http.replayed(rerun.post("/work", key, "b"))).isEqualTo("true");
    assertThat(runs).hasValue(3);
  }

  @Test
  void work_that_outlives_its_lease_is_unknown_to_who_asks_meanwhile() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(1);
    Http http =
        serving(
            WORK.untracked(Duration.ofSeconds(1)),
            call -> {
              inside.countDown();
              assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
              return Work.Answer.of(200, "late");
            });
    String key = Http.key();
    CompletableFuture<HttpResponse<String>> first = http.sendAsync(http.request("/work", key, "b"));
    assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
    code(http.post("/work", key, "b"), 409, "in-progress");
    code(http.post("/work", key, "other"), 422, "key-reused");
    Eventually.holds(
        "the lease is over",
        () -> {
          try {
            return http.post("/work", key, "b").body().contains("outcome-unknown");
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    go.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS).body()).isEqualTo("late");
  }

  @Test
  void a_body_that_is_not_kept_is_rebuilt() throws Exception {
    Http http =
        serving(
            WORK.storingNoBodies()
                .rebuilding(
                    answer ->
                        Optional.of(
                            new Reply(answer.status(), answer.headers(), "again".getBytes()))),
            call -> Work.Answer.of(201, "secret"));
    String key = Http.key();
    assertThat(http.post("/work", key, "b").body()).isEqualTo("secret");
    HttpResponse<String> second = http.post("/work", key, "b");
    assertThat(second.body()).isEqualTo("again");
    assertThat(second.statusCode()).isEqualTo(201);
  }

  @Test
  void a_damaged_answer_is_an_error_and_no_other_answer() throws Exception {
    String id = fresh();
    Http http = serving(WORK, call -> effect(call, id));
    String key = Http.key();
    assertThat(http.post("/work", key, "b").statusCode()).isEqualTo(201);
    String scope = "http:api-" + NAMES.get();
    Sql.run(
        db.raw(),
        "update semel_ledger set result = result || 'x'::bytea"
            + " where scope = (select id from semel_scope where name = '%s')".formatted(scope));
    code(http.post("/work", key, "b"), 500, "record-corrupt");
    assertThat(db.effects(id)).hasSize(1);
  }

  @Test
  void a_ledger_that_cannot_be_asked_fails_closed_unless_told_otherwise() throws Exception {
    try (HikariDataSource gone = db.pool(1)) {
      gone.setConnectionTimeout(300);
      Semel semel = Semel.on(gone);
      Http closed = serving(api(semel, WORK).build(), call -> Work.Answer.of(200, "ran"));
      Operation open = WORK.untracked(Duration.ofSeconds(9)).openWhenUnreachable();
      Http opened = serving(api(semel, open).build(), call -> Work.Answer.of(200, call.body()));
      try (Connection held = gone.getConnection()) {
        assertThat(held.isValid(5)).isTrue();
        HttpResponse<String> refused = closed.post("/work", Http.key(), "b");
        code(refused, 503, "store-unavailable");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        HttpResponse<String> run = opened.post("/work", Http.key(), "body");
        assertThat(run.body()).isEqualTo("body");
        assertThat(run.headers().firstValue("Idempotency-Status")).hasValue("ignored");
      }
    }
  }

  @Test
  void the_answer_of_untracked_work_does_not_wait_long_for_a_ledger_that_is_away()
      throws Exception {
    FickleDatabase fickle = new FickleDatabase(db.dataSource());
    Semel semel = Semel.with(fickle).waitingUpTo(Duration.ofMinutes(5)).build();
    Work work =
        call -> {
          fickle.away(true);
          return Work.Answer.of(201, "run " + runs.incrementAndGet());
        };
    Operation untracked = WORK.untracked(Duration.ofSeconds(1));
    for (Operation operation : List.of(untracked, untracked.settlingUpTo(Duration.ofMillis(50)))) {
      runs.set(0);
      Http http = serving(api(semel, operation).build(), work);
      String key = Http.key();
      HttpResponse<String> first = http.post("/work", key, "b"); // gives up after a minute
      fickle.away(false);
      assertThat(first.statusCode()).as("it has happened").isEqualTo(201);
      assertThat(first.body()).isEqualTo("run 1");
      Eventually.holds("the lease is over", () -> isUnknown(http, key));
      assertThat(runs).hasValue(1);
    }
  }

  private static boolean isUnknown(Http http, String key) {
    try {
      return http.post("/work", key, "b").body().contains("outcome-unknown");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void the_answer_of_untracked_work_is_kept_by_a_ledger_that_comes_back_in_time() throws Exception {
    FickleDatabase fickle = new FickleDatabase(db.dataSource());
    Http http =
        serving(
            api(
                    Semel.on(fickle),
                    WORK.untracked(Duration.ofMinutes(5)).settlingUpTo(Duration.ofMinutes(1)))
                .build(),
            call -> {
              fickle.away(true);
              return Work.Answer.of(201, "run " + runs.incrementAndGet());
            });
    String key = Http.key();
    CompletableFuture<HttpResponse<String>> first = http.sendAsync(http.request("/work", key, "b"));
    Eventually.holds("it is tried", () -> fickle.inVain() > 3);
    fickle.away(false);
    assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
    HttpResponse<String> second = http.post("/work", key, "b");
    assertThat(Http.replayed(second)).isEqualTo("true");
    assertThat(second.body()).isEqualTo(first.get().body());
  }

  @Test
  void an_answer_larger_than_may_be_held_back_is_none_and_leaves_nothing() throws Exception {
    for (Ground ground : Ground.values()) {
      String id = fresh();
      AtomicInteger size = new AtomicInteger(200_001);
      Http http =
          serving(
              ground,
              api(Semel.on(db.dataSource()), WORK.heldBytesMax(200_000)).build(),
              call -> {
                effect(call, id);
                return Work.Answer.of(201, "x".repeat(size.get()));
              });
      String key = Http.key();
      HttpResponse<String> refused = http.post("/work", key, "b");
      assertThat(refused.statusCode()).as(ground.name()).isEqualTo(500);
      assertThat(refused.body()).hasSizeLessThan(10_000);
      assertThat(db.effects(id)).isEmpty();
      size.set(200_000);
      HttpResponse<String> again = http.post("/work", key, "b");
      assertThat(again.statusCode()).isEqualTo(201);
      assertThat(again.body()).hasSize(200_000);
      assertThat(db.effects(id)).hasSize(1);
      code(http.post("/work", key, "b"), 410, "result-unavailable");
    }
  }

  @Test
  void a_body_that_a_filter_of_the_jdk_has_read_of_is_noticed() throws Exception {
    Filter before =
        Filter.beforeHandler(
            "reads",
            exchange -> {
              try {
                assertThat(exchange.getRequestBody().read()).isEqualTo('b');
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    Ground.Site site =
        new JdkSite(
            List.of(
                before,
                dev.semel.http.jdk.IdempotencyFilter.of(
                    api(Semel.on(db.dataSource()), WORK).build(),
                    exchange -> Ground.caller("alice"))),
            call -> Work.Answer.of(201, "ran"));
    sites.add(site);
    code(new Http(site.port()).post("/work", Http.key(), "body"), 500, "body-read-before");
  }

  @Test
  void answers_that_the_ledger_could_not_keep_are_refused_at_the_start() throws Exception {
    Semel semel = Semel.with(db.dataSource()).resultBytesMax(20_000).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> api(semel, WORK.responseBytesMax(20_000 - 8 * 1024 + 1)).build())
        .withMessageContaining("SEMEL-512 work: responseBytesMax is 11809")
        .withMessageContaining("resultBytesMax, 20000");
    Http http =
        serving(
            api(semel, WORK.responseBytesMax(20_000 - 8 * 1024)).build(),
            call ->
                Work.Answer.of(200, "x".repeat(20_000 - 8 * 1024))
                    .with("Link", "l".repeat(6_000))
                    .with("Location", "/" + "o".repeat(500)));
    String key = Http.key();
    HttpResponse<String> first = http.post("/work", key, "b");
    assertThat(first.statusCode()).isEqualTo(200);
    HttpResponse<String> second = http.post("/work", key, "b");
    assertThat(Http.replayed(second)).isEqualTo("true");
    assertThat(second.body()).isEqualTo(first.body());
  }

  @Test
  void everything_that_is_wrong_is_said_at_once() {
    Semel semel = Semel.on(db.dataSource());
    IdempotencyBuilder bad =
        Idempotency.on(semel)
            .named("no blanks")
            .operation("GET", "work", WORK.storingHeaders("Set-Cookie"))
            .operation("POST", "/a", Operation.named("a").anonymous())
            .operation("POST", "/a/", Operation.named("b").ignoring(Selector.json("/x")))
            .operation("POST", "/c", Operation.named("c").reRunningWhenUnknown())
            .operation("POST", "/d", Operation.named("d").heldBytesMax(1_000))
            .operation("POST", "/e", Operation.named("e").settlingUpTo(Duration.ofSeconds(1)))
            .binding(new ThreadBinding(db.raw()))
            .waitersMax(-1);
    assertThatIllegalArgumentException()
        .isThrownBy(bad::build)
        .withMessageStartingWith("SEMEL-501 ")
        .withMessageContaining("no blanks")
        .withMessageContaining("GET work")
        .withMessageContaining("\"work\" does not begin")
        .withMessageContaining("Set-Cookie")
        .withMessageContaining("SEMEL-505 a may be called anonymously and nothing says")
        .withMessageContaining("SEMEL-505 a may be called anonymously with keys of 1")
        .withMessageContaining("POST /a/ is there twice")
        .withMessageContaining("json /x")
        .withMessageContaining("c: reRunningWhenUnknown")
        .withMessageContaining("d: heldBytesMax is 1000, less than the 32768")
        .withMessageContaining("e: settlingUpTo is for untracked operations")
        .withMessageContaining("SEMEL-502")
        .withMessageContaining("waitersMax is -1");
  }

  @Test
  void an_anonymous_operation_has_callers_of_its_own() throws Exception {
    Operation open =
        WORK.anonymous()
            .keyLengthMin(22)
            .callersBy(
                request -> request.headers("X-Session").stream().map(Caller::of).findFirst());
    String id = fresh();
    Http http = serving(open, call -> effect(call, id));
    String key = "\"0123456789012345678901\"";
    code(http.post("/work", "\"short\"", "b"), 400, "key-too-weak");
    HttpResponse<String> one = http.send(http.request("/work", key, "b").header("X-Session", "1"));
    HttpResponse<String> two = http.send(http.request("/work", key, "b").header("X-Session", "2"));
    assertThat(one.body()).isNotEqualTo(two.body());
    code(http.post("/work", key, "b"), 401, "caller-missing");
  }

  @Test
  void a_streaming_endpoint_is_refused_unless_it_is_not_to_be_replayed() throws Exception {
    Semel semel = Semel.on(db.dataSource());
    Idempotency kept = api(semel, WORK).build();
    assertThatThrownBy(() -> kept.check("POST", "/work", Flow.Publisher.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("SEMEL-504");
    kept.check("POST", "/work", String.class);
    kept.check("POST", "/other", Flow.Publisher.class);
    api(semel, WORK.notReplayable()).build().check("POST", "/work", Flow.Publisher.class);
    Http http = serving(WORK.notReplayable(), call -> Work.Answer.of(200, "stream"));
    String key = Http.key();
    assertThat(http.post("/work", key, "b").body()).isEqualTo("stream");
    code(http.post("/work", key, "b"), 410, "result-unavailable");
  }

  @Test
  void the_self_test_finds_security_that_comes_too_late_and_a_filter_that_is_not_there()
      throws Exception {
    Idempotency tested =
        api(Semel.on(db.dataSource()), WORK).selfTestPath("/semel/self-test").build();
    SelfTest good = selfTest(secured(tested, true, true));
    assertThatCode(good::run).doesNotThrowAnyException();
    assertThatThrownBy(selfTest(secured(tested, false, true))::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("SEMEL-503")
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(selfTest(secured(tested, true, false))::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("SEMEL-506")
        .hasMessageNotContaining("s3cret");
  }

  private static SelfTest selfTest(Http http) {
    URI uri = URI.create("http://127.0.0.1:%d/semel/self-test".formatted(http.port()));
    return SelfTest.of(uri).as("X-User", "alice").as("Authorization", "s3cret");
  }

  /** Security that asks for a header, before or after the filter, which may be missing. */
  private Http secured(Idempotency idempotency, boolean securityFirst, boolean protectedByUs) {
    HttpFilter security =
        new HttpFilter() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void doFilter(
              jakarta.servlet.http.HttpServletRequest request,
              jakarta.servlet.http.HttpServletResponse response,
              jakarta.servlet.FilterChain chain)
              throws java.io.IOException, jakarta.servlet.ServletException {
            if (request.getHeader("Authorization") == null) {
              response.sendError(401);
            } else {
              chain.doFilter(request, response);
            }
          }
        };
    Ground.Site site =
        new TomcatSite(
            context -> {
              IdempotencyFilter ours =
                  IdempotencyFilter.of(
                      idempotency, request -> Ground.caller(request.getHeader("X-User")));
              if (protectedByUs && !securityFirst) {
                ours.register(context, "/*");
              }
              context
                  .addFilter("security", security)
                  .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
              if (protectedByUs && securityFirst) {
                ours.register(context, "/*");
              }
            },
            new SyncServlet(call -> Work.Answer.of(200, "app")));
    sites.add(site);
    return new Http(site.port());
  }
}
