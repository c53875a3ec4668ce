// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.http.BodyRule;
import dev.semel.http.Caller;
import dev.semel.http.Idempotency;
import dev.semel.http.Operation;
import dev.semel.http.Reply;
import dev.semel.http.Selector;
import dev.semel.http.jdk.IdempotencyFilter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** The contract of docs/http-conformance.md on the JDK's server, over PostgreSQL. */
final class JdkConformanceSite implements AutoCloseable {
  private static final int RESPONSE_BYTES_MAX = 65_536;
  private static final int BODY_BYTES_MAX = 1 << 20;
  private static final String OFFERS =
      """
      {"offers":["strict","optional","unsupported","key-length-min","alias","annotated-put",
      "waiting","canonical","ignoring","api-version","configured-header","response-limit",
      "body-limit","no-bodies","rebuild","untracked","retryable","storing-server-errors",
      "not-storing-client-errors","revoke"],"responseBytesMax":%d,"bodyBytesMax":%d}
      """
          .formatted(RESPONSE_BYTES_MAX, BODY_BYTES_MAX);

  private final DataSource database;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(80);
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> held = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
  private final Map<String, byte[]> made = new ConcurrentHashMap<>();

  JdkConformanceSite(DataSource database) throws IOException, SQLException {
    this.database = database;
    run("create table conformance (name varchar(100) not null, audit int not null)");
    run("create table at_commit (id int unique deferrable initially deferred)");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    for (String path : List.of("/conformance", "/effects", "/control")) {
      server.createContext(path, this::control);
    }
    HttpContext charges = server.createContext("/", this::serve);
    charges.getFilters().add(new Security());
    charges
        .getFilters()
        .add(IdempotencyFilter.of(idempotency(), e -> Optional.of(Caller.of(caller(e)))));
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Idempotency idempotency() {
    return Idempotency.on(Semel.on(database))
        .named("conformance")
        .aliasHeader("X-Idempotency-Key")
        .operation(
            "POST",
            "/charges",
            Operation.named("charge")
                .storingHeaders("Charge-Number")
                .responseBytesMax(RESPONSE_BYTES_MAX)
                .bodyBytesMax(BODY_BYTES_MAX))
        .operation("POST", "/accounts/{id}/close", Operation.named("close"))
        .operation("POST", "/strict", Operation.named("strict").strict())
        .operation("POST", "/optional", Operation.named("optional").optional())
        .operation("POST", "/long-keys", Operation.named("long-keys").keyLengthMin(22))
        .operation("POST", "/annotated", Operation.named("annotated"))
        .operation("PUT", "/annotated", Operation.named("annotated-put"))
        .operation(
            "POST", "/waiting", Operation.named("waiting").waitingUpTo(Duration.ofSeconds(5)))
        .operation(
            "POST", "/canonical", Operation.named("canonical").comparing(BodyRule.JSON_CANONICAL))
        .operation(
            "POST",
            "/ignoring",
            Operation.named("ignoring")
                .comparing(BodyRule.JSON_CANONICAL)
                .ignoring(Selector.json("/sentAt")))
        .operation(
            "POST", "/versioned", Operation.named("versioned").comparingHeaders("API-Version"))
        .operation("POST", "/secret", Operation.named("secret").storingNoBodies())
        .operation(
            "POST",
            "/rebuilt",
            Operation.named("rebuilt").storingNoBodies().rebuilding(this::again))
        .operation(
            "POST", "/untracked", Operation.named("untracked").untracked(Duration.ofSeconds(60)))
        .operation("POST", "/storing-errors", Operation.named("errors").storingServerErrors())
        .operation(
            "POST",
            "/not-storing-client-errors",
            Operation.named("client-errors").notStoringClientErrors())
        .build();
  }

  private Optional<Reply> again(dev.semel.http.Rebuilder.Remembered answer) {
    return answer.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase("Location"))
        .findFirst()
        .map(header -> new Reply(answer.status(), answer.headers(), made.get(header.value())));
  }

  private static String caller(HttpExchange exchange) {
    String said = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    return said.replaceAll("^Bearer |-2$", "");
  }

  /** Stands before ours, as it must. */
  private final class Security extends Filter {
    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
      String caller = caller(exchange);
      if (!Set.of("alice", "bob").contains(caller)) {
        send(exchange, 401, new byte[0]);
      } else if (revoked.contains(caller)) {
        send(exchange, 403, new byte[0]);
      } else {
        chain.doFilter(exchange);
      }
    }

    @Override
    public String description() {
      return "who calls";
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    String name = String.valueOf(exchange.getRequestHeaders().getFirst("Conformance-Case"));
    if (exchange.getRequestMethod().equals("OPTIONS")) {
      send(exchange, 204, new byte[0]);
      return;
    } else if (!exchange.getRequestURI().getRawPath().matches("/[a-z-]+(/\\d+(/close)?)?")) {
      send(exchange, 404, new byte[0]);
      return;
    }
    count(runs, name);
    String id = UUID.randomUUID().toString();
    if (exchange.getRequestMethod().matches("GET|HEAD")) {
      send(exchange, 200, json(id, 0, ""));
      return;
    }
    try {
      charge(exchange, name, id);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private void charge(HttpExchange exchange, String name, String id)
      throws IOException, SQLException {
    String said = exchange.getRequestHeaders().getFirst("Conformance");
    List<String> steps =
        said == null ? List.of() : Arrays.stream(said.split(",")).map(String::strip).toList();
    int received = exchange.getRequestBody().readAllBytes().length;
    Optional<Tx> tx = IdempotencyFilter.transaction(exchange);
    if (tx.isPresent()) {
      write(tx.get().connection(), name, steps);
    } else {
      try (Connection connection = database.getConnection()) {
        write(connection, name, steps);
      }
    }
    int status = 201;
    String filler = "";
    exchange.getResponseHeaders().set("Location", "/charges/" + id);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    for (String step : steps) {
      if (step.startsWith("status=")) {
        status = Integer.parseInt(step.substring(7));
      } else if (step.startsWith("large=")) {
        filler = "x".repeat(Integer.parseInt(step.substring(6)));
      } else {
        step(exchange, name, step);
      }
    }
    byte[] body = json(id, received, filler);
    made.put("/charges/" + id, body);
    send(exchange, status, status == 204 ? new byte[0] : body);
  }

  private static void write(Connection connection, String name, List<String> steps)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into conformance (name, audit) values (?, ?)")) {
      insert.setString(1, name);
      insert.setInt(2, steps.contains("audit") ? 1 : 0);
      insert.executeUpdate();
    }
    if (steps.contains("commit-fails")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("insert into at_commit (id) values (1), (1)");
      }
    }
    if (steps.contains("rollback-only")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("insert into no_such_table (id) values (1)");
      } catch (SQLException e) {
        // Swallowed, as it is in applications; the transaction can only be rolled back now.
      }
    }
  }

  private void step(HttpExchange exchange, String name, String step) {
    switch (step) {
      case "hold" -> hold(name);
      case "throw" -> throw new IllegalStateException("as was asked");
      case "throw-error" -> throw new StackOverflowError("as was asked");
      case "retryable" -> IdempotencyFilter.retryable(exchange);
      case "headers" -> headers(exchange);
      default -> {}
    }
  }

  private static void headers(HttpExchange exchange) {
    String fresh = UUID.randomUUID().toString();
    Map.of("Content-Language", "de", "Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")
        .forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("Link", "</charges/" + fresh + ">; rel=\"self\"");
    exchange.getResponseHeaders().set("ETag", '"' + fresh + '"');
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
      exchange.getResponseHeaders().set(name, fresh);
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

  private static byte[] json(String id, int received, String filler) {
    return "{\"id\":\"%s\",\"received\":%d,\"filler\":\"%s\"}"
        .formatted(id, received, filler)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void control(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    String name = query.replaceAll("^case=", "");
    String answer = "{}";
    switch (exchange.getRequestURI().getPath()) {
      case "/conformance" -> answer = OFFERS;
      case "/effects" -> answer = counts(name);
      case "/control/held" ->
          answer = "{\"held\":" + held.getOrDefault(name, new AtomicInteger()) + "}";
      case "/control/release" -> latch(name).countDown();
      case "/control/revoke" -> revoked.add("bob");
      case "/control/restore" -> revoked.clear();
      default -> answer = "none";
    }
    send(exchange, answer.equals("none") ? 404 : 200, answer.getBytes(StandardCharsets.UTF_8));
  }

  private String counts(String name) throws IOException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select count(*) - coalesce(sum(audit), 0), coalesce(sum(audit), 0)"
                    + " from conformance where name = ?")) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return "{\"effects\":%d,\"audits\":%d,\"runs\":%d}"
            .formatted(
                row.getInt(1), row.getInt(2), runs.getOrDefault(name, new AtomicInteger()).get());
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean none = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, none ? -1 : body.length);
    if (!none) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    latches.values().forEach(CountDownLatch::countDown);
    server.stop(0);
    threads.shutdownNow();
  }
}
