// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import dev.semel.Key;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.http.Body;
import dev.semel.http.BodyRule;
import dev.semel.http.Idempotency;
import dev.semel.http.Operation;
import dev.semel.http.Rebuilder;
import dev.semel.http.Reply;
import dev.semel.http.Resolver;
import dev.semel.http.Selector;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/** The application of docs/http-conformance.md, whatever server and database it runs on. */
final class ConformanceApplication implements Work {
  private static final int RESPONSE_BYTES_MAX = 65_536;
  private static final int BODY_BYTES_MAX = 1 << 20;
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration RESPONSES = Duration.ofHours(24);
  private static final Set<String> OFFERS =
      Set.of(
          "bare replay-marker key-echo problems strict optional unsupported key-length-min alias annotated-put waiting canonical ignoring"
              .split(" "));
  private static final Set<String> MORE_OFFERS =
      Set.of(
          ("api-version configured-header response-limit body-limit no-bodies rebuild untracked"
                  + " resolving re-running nested retryable storing-server-errors"
                  + " not-storing-client-errors revoke age age-leases first-sent store-outage"
                  + " corrupt forms gzip-request cors")
              .split(" "));

  private final TestDatabase db;
  private final FickleDatabase ours;
  private final Semel semel;
  private final Set<String> offers = new TreeSet<>(OFFERS);
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> held = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
  private final Map<String, byte[]> made = new ConcurrentHashMap<>();

  ConformanceApplication(TestDatabase db, String... offersOfTheServer) {
    this.db = db;
    ours = new FickleDatabase(db.dataSource());
    // Room for the largest answers that are kept, and for their headers.
    semel = Semel.with(ours).resultBytesMax(2 * RESPONSE_BYTES_MAX).build();
    offers.addAll(MORE_OFFERS);
    offers.addAll(List.of(offersOfTheServer));
    Sql.run(db.raw(), "create table charge (name varchar(100) not null, audit int not null)");
    Sql.run(
        db.raw(),
        db.isPostgreSql()
            ? "create table at_commit (id int unique deferrable initially deferred)"
            : "create table at_commit (id int)");
  }

  Idempotency idempotency() {
    return Idempotency.on(semel)
        .named("conformance")
        .aliasHeader("X-Idempotency-Key")
        .operation("POST", "/charges", charge())
        .operation("POST", "/accounts/{id}/close", Operation.named("close"))
        .operation("POST", "/strict", Operation.named("strict").strict())
        .operation("POST", "/optional", Operation.named("optional").optional())
        .operation("POST", "/long-keys", Operation.named("long-keys").keyLengthMin(22))
        .operation("POST", "/annotated", Operation.named("annotated"))
        .operation("PUT", "/annotated", Operation.named("annotated-put"))
        .operation("POST", "/waiting", Operation.named("waiting").waitingUpTo(ofSeconds(5)))
        .operation("POST", "/canonical", canonical("canonical"))
        .operation("POST", "/ignoring", canonical("ignoring").ignoring(Selector.json("/sentAt")))
        .operation("POST", "/versioned", versioned())
        .operation("POST", "/secret", Operation.named("secret").storingNoBodies())
        .operation("POST", "/rebuilt", rebuilt())
        .operation("POST", "/untracked", untracked("untracked"))
        .operation("POST", "/resolving", untracked("resolving").resolving(this::found))
        .operation("POST", "/re-running", untracked("re-running").reRunningWhenUnknown())
        .operation("POST", "/storing-errors", Operation.named("errors").storingServerErrors())
        .operation("POST", "/not-storing-client-errors", notStoring())
        .operation("POST", "/forms", Operation.named("forms").comparing(BodyRule.FORM))
        .operation("POST", "/uploads", Operation.named("uploads"))
        .operation("POST", "/async", Operation.named("async"))
        .operation("POST", "/async-timeout", Operation.named("async-timeout"))
        .build();
  }

  private static Duration ofSeconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Operation charge() {
    return Operation.named("charge")
        .storingHeaders("Charge-Number")
        .keepingResponsesFor(RESPONSES)
        .responseBytesMax(RESPONSE_BYTES_MAX)
        .bodyBytesMax(BODY_BYTES_MAX);
  }

  private static Operation canonical(String name) {
    return Operation.named(name).comparing(BodyRule.JSON_CANONICAL);
  }

  private static Operation versioned() {
    return Operation.named("versioned").comparingHeaders("API-Version");
  }

  private static Operation notStoring() {
    return Operation.named("client-errors").notStoringClientErrors();
  }

  private static Operation untracked(String name) {
    return Operation.named(name).untracked(LEASE);
  }

  private Operation rebuilt() {
    return Operation.named("rebuilt").storingNoBodies().rebuilding(this::again);
  }

  private Optional<Reply> again(Rebuilder.Remembered answer) {
    return answer.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase("Location"))
        .findFirst()
        .map(header -> new Reply(answer.status(), answer.headers(), made.get(header.value())));
  }

  /** The kit's bodies say their case as the account. */
  private Resolver.Resolution found(Resolver.Unsettled request) {
    String name = text(request.body()).replaceAll("(?s).*\"account\":\"([^\"]*)\".*", "$1");
    if (effects(name, 0) == 0) {
      return new Resolver.DidNotHappen();
    }
    return new Resolver.Happened(
        new Reply(
            201,
            List.of(new Reply.Header("Content-Type", "application/json")),
            json(UUID.randomUUID().toString(), 0, "")));
  }

  private static String text(Body body) {
    try {
      return new String(body.bytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a security filter says before anything of ours is asked: 0 if it has nothing to say. */
  int refusal(String path, String authorization) {
    if (path.matches("/(conformance|effects|control)(/.*)?")) {
      return 0;
    }
    String caller = caller(authorization);
    if (!Set.of("alice", "bob").contains(caller)) {
      return 401;
    }
    return revoked.contains(caller) ? 403 : 0;
  }

  static String caller(String authorization) {
    return String.valueOf(authorization).replaceAll("^Bearer |-2$", "");
  }

  @Override
  public Answer on(Call call) throws Exception {
    String path = call.path();
    if (path.matches("/(conformance|effects|control)(/.*)?")) {
      return control(path, String.valueOf(call.query()));
    } else if (call.method().equals("OPTIONS")) {
      return new Answer(204, Map.of(), new byte[0]);
    } else if (!path.matches("/[a-z-]+(/\\d+(/close)?)?")) {
      return new Answer(404, Map.of(), new byte[0]);
    }
    count(runs, String.valueOf(call.header("Conformance-Case")));
    String id = UUID.randomUUID().toString();
    return call.method().matches("GET|HEAD")
        ? new Answer(200, Map.of("Content-Type", "application/json"), json(id, 0, ""))
        : charge(call, id);
  }

  private Answer charge(Call call, String id) throws Exception {
    String name = String.valueOf(call.header("Conformance-Case"));
    String said = call.header("Conformance");
    List<String> steps =
        said == null ? List.of() : Arrays.stream(said.split(",")).map(String::strip).toList();
    String more = field(call);
    int received = received(call);
    Optional<Tx> tx = call.transaction();
    if (tx.isPresent()) {
      write(tx.get().connection(), call, name, steps);
    } else {
      try (Connection connection = db.dataSource().getConnection()) {
        write(connection, call, name, steps);
      }
    }
    int status = 201;
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Location", "/charges/" + id);
    headers.put("Content-Type", "application/json");
    for (String step : steps) {
      if (step.startsWith("status=")) {
        status = Integer.parseInt(step.substring(7));
      } else if (step.startsWith("large=")) {
        more += ",\"filler\":\"" + "x".repeat(Integer.parseInt(step.substring(6))) + '"';
      } else {
        step(call, name, step, headers);
      }
    }
    byte[] body = json(id, received, more);
    made.put("/charges/" + id, body);
    return new Answer(status, headers, status == 204 ? new byte[0] : body);
  }

  private static String field(Call call) throws Exception {
    return call.path().matches("/forms|/uploads")
        ? ",\"amount\":\"" + call.field("amount") + '"'
        : "";
  }

  private static int received(Call call) throws Exception {
    byte[] bytes = call.bytes();
    return "gzip".equals(call.header("Content-Encoding"))
        ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes().length
        : bytes.length;
  }

  private void write(Connection connection, Call call, String name, List<String> steps)
      throws SQLException {
    if (steps.contains("nested")) {
      String key = call.header("Idempotency-Key");
      for (String child : List.of("/one", "/two")) {
        semel.once(
            connection, Key.of("nested", key + child), tx -> insert(tx.connection(), name, 0));
      }
    } else {
      insert(connection, name, steps.contains("audit") ? 1 : 0);
    }
    if (steps.contains("rollback-only")) {
      try {
        Sql.run(connection, "insert into no_such_table (id) values (1)");
      } catch (SQLException e) {
        // Swallowed, as it is in applications; on PostgreSQL it can only be rolled back now.
      }
    }
    if (steps.contains("commit-fails") || (steps.contains("rollback-only") && !db.isPostgreSql())) {
      Sql.run(connection, "insert into at_commit (id) values (1), (1)");
    }
  }

  private static void insert(Connection connection, String name, int audit) throws SQLException {
    Sql.run(connection, "insert into charge (name, audit) values (?, ?)", name, audit);
  }

  private void step(Call call, String name, String step, Map<String, String> headers) {
    switch (step) {
      case "hold" -> hold(name);
      case "throw" -> throw new IllegalStateException("as was asked");
      case "throw-error" -> throw new StackOverflowError("as was asked");
      case "retryable" -> call.retryable();
      case "headers" -> headers(headers);
      default -> {}
    }
  }

  private static void headers(Map<String, String> headers) {
    String fresh = UUID.randomUUID().toString();
    headers.put("Content-Language", "de");
    headers.put("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
    headers.put("Link", "</charges/" + fresh + ">; rel=\"self\"");
    headers.put("ETag", '"' + fresh + '"');
    for (String name :
        List.of(
            "Content-Location",
            "Charge-Number",
            "Set-Cookie",
            "WWW-Authenticate",
            "X-Request-Id",
            "Traceparent",
            "RateLimit-Remaining",
            "Age",
            "Strict-Transport-Security")) {
      headers.put(name, fresh);
    }
  }

  private void hold(String name) {
    count(held, name);
    try {
      if (!latch(name).await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("held for 30 s");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private CountDownLatch latch(String name) {
    return latches.computeIfAbsent(name, n -> new CountDownLatch(1));
  }

  private static void count(Map<String, AtomicInteger> counts, String name) {
    counts.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
  }

  private static byte[] json(String id, int received, String more) {
    return "{\"id\":\"%s\",\"received\":%d%s}"
        .formatted(id, received, more)
        .getBytes(StandardCharsets.UTF_8);
  }

  private Answer control(String path, String query) throws SQLException {
    String said = query.replaceAll("^[a-z]+=", "");
    String answer = "{}";
    switch (path) {
      case "/conformance" -> answer = offers();
      case "/effects" -> answer = counts(said);
      case "/control/held" -> answer = "{\"held\":" + number(held, said) + "}";
      case "/control/release" -> latch(said).countDown();
      case "/control/revoke" -> revoked.add("bob");
      case "/control/restore" -> revoked.clear();
      case "/control/store" -> ours.away(said.equals("false"));
      case "/control/age" -> new Aging(db).records(Integer.parseInt(said));
      case "/control/age-leases" -> new Aging(db).leases(Integer.parseInt(said));
      case "/control/corrupt" -> new Aging(db).corrupt();
      default -> {
        return new Answer(404, Map.of(), new byte[0]);
      }
    }
    return new Answer(
        200, Map.of("Content-Type", "application/json"), answer.getBytes(StandardCharsets.UTF_8));
  }

  private String offers() {
    return "{\"offers\":[\"%s\"],\"responseBytesMax\":%d,\"bodyBytesMax\":%d,\"responseSeconds\":%d,\"leaseSeconds\":%d}"
        .formatted(
            String.join("\",\"", offers),
            RESPONSE_BYTES_MAX,
            BODY_BYTES_MAX,
            RESPONSES.toSeconds(),
            LEASE.toSeconds());
  }

  private static int number(Map<String, AtomicInteger> counts, String name) {
    return counts.getOrDefault(name, new AtomicInteger()).get();
  }

  private String counts(String name) {
    return "{\"effects\":%d,\"audits\":%d,\"runs\":%d}"
        .formatted(effects(name, 0), effects(name, 1), number(runs, name));
  }

  private long effects(String name, int audit) {
    return Sql.number(
        db.dataSource(), "select count(*) from charge where name = ? and audit = ?", name, audit);
  }

  void close() {
    latches.values().forEach(CountDownLatch::countDown);
  }
}
