// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The contract on the JDK's server and in memory: right, except for the mistakes it is given. */
final class ReferenceApplication implements AutoCloseable {
  private static final int BODY_BYTES_MAX = 1 << 20;
  static final int RESPONSE_BYTES_MAX = 1 << 16;

  final Disk disk;
  final Set<Mistake> mistakes;
  final ExecutorService threads = Executors.newCachedThreadPool();
  volatile boolean dead;
  volatile boolean storeUp = true;

  private final HttpServer server;
  private final Set<Offer> without;
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> held = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
  private final Idempotent idempotent;

  ReferenceApplication(Disk disk, Set<Mistake> mistakes, Set<Offer> without) throws IOException {
    this.disk = disk;
    this.without = without;
    this.mistakes = mistakes;
    this.idempotent = new Idempotent(this);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  boolean has(Mistake mistake) {
    return mistakes.contains(mistake);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      Reply reply = routed(exchange);
      if (reply != null) {
        send(exchange, reply);
      }
    } catch (RuntimeException | Error e) {
      exchange.close();
    }
  }

  private Reply routed(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Heard nobody = new Heard(exchange, "", new byte[0]);
    if (path.equals("/conformance") || path.equals("/effects") || path.startsWith("/control/")) {
      return control(nobody, path);
    }
    String caller = caller(nobody.header("Authorization"));
    boolean late = has(Mistake.AUTHENTICATES_AFTER_THE_REPLAY);
    if (caller.isEmpty() || (revoked.contains(caller) && !late)) {
      return Reply.of(caller.isEmpty() ? 401 : 403, "{}");
    }
    Operation operation = Operation.at(path).orElse(null);
    if (operation == null || path.equals("/charges/")) {
      return has(Mistake.KEYS_PER_PATH)
          ? protectedly(exchange, caller, Operation.CHARGES)
          : Reply.of(404, "{}");
    }
    return protectedly(exchange, caller, operation);
  }

  private Reply protectedly(HttpExchange exchange, String caller, Operation operation)
      throws IOException {
    boolean claimed = false;
    Heard head = new Heard(exchange, caller, new byte[0]);
    String id = head.header("Idempotency-Key");
    if (has(Mistake.CLAIMS_BEFORE_THE_BODY_IS_READ) && operation == Operation.CHARGES) {
      claimed = idempotent.claimEarly(id);
      if (!claimed && idempotent.claimedEarly(id)) {
        return Reply.problem(409, "in-progress");
      }
    }
    try {
      byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
      if (body.length > BODY_BYTES_MAX) {
        return Reply.of(413, "{}");
      }
      boolean packed = head.header("Content-Encoding").equals("gzip");
      Heard heard = new Heard(exchange, caller, packed ? unpacked(body) : body);
      return idempotent.answer(heard, operation);
    } catch (IOException e) {
      // The JDK's server cannot read a body with trailers.
      return Reply.problem(400, "body-unreadable");
    } finally {
      if (claimed) {
        idempotent.releaseEarly(id);
      }
    }
  }

  private static byte[] unpacked(byte[] body) throws IOException {
    try (GZIPInputStream unpacking = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return unpacking.readNBytes(BODY_BYTES_MAX);
    }
  }

  private static String caller(String authorization) {
    return switch (authorization) {
      case "Bearer alice", "Bearer alice-2" -> "alice";
      case "Bearer bob" -> "bob";
      default -> "";
    };
  }

  // --- the application itself

  /** Runs the work and its steps; what is written in the transaction waits for its commit. */
  Reply work(Heard heard, Operation operation, Transaction tx) {
    String name = heard.caseName();
    begun(name);
    if (heard.method().equals("GET") || heard.method().equals("HEAD")) {
      return Reply.of(200, "{\"id\":\"" + Visit.token() + "\"}");
    }
    tx.write(heard.does("audit"), name);
    if (heard.does("nested")) {
      tx.write(false, name);
    }
    for (String step : heard.steps()) {
      step(step, name, tx);
    }
    return replyOf(heard, operation);
  }

  void begun(String name) {
    runs.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
  }

  void step(String step, String name, Transaction tx) {
    switch (step) {
      case "hold" -> hold(name);
      case "throw" -> throw new IllegalStateException("as was asked");
      case "throw-error" -> throw new StackOverflowError("as was asked");
      case "commit-fails" -> tx.commitFails = true;
      case "rollback-only" -> tx.rollbackOnly = true;
      case "retryable" -> tx.retryable = true;
      default -> {}
    }
  }

  private void hold(String name) {
    held.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
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

  Reply replyOf(Heard heard, Operation operation) {
    String id = Visit.token();
    int status = heard.number("status").orElse(201);
    byte[] seen = has(Mistake.EATS_THE_BODY) ? new byte[0] : heard.body();
    String json =
        "{\"id\":\"%s\",\"received\":%d%s%s}"
            .formatted(
                id,
                seen.length,
                amount(heard, operation),
                heard.number("large").map(n -> ",\"filler\":\"" + "x".repeat(n) + '"').orElse(""));
    Reply reply = Reply.of(status, status == 204 ? "" : json).with("Location", "/charges/" + id);
    return heard.does("headers") ? withHeaders(reply) : reply;
  }

  private String amount(Heard heard, Operation operation) {
    if (has(Mistake.EATS_THE_BODY)) {
      return "";
    } else if (operation == Operation.FORMS) {
      return ",\"amount\":\"" + heard.text().replaceAll(".*amount=([^&]*).*", "$1") + '"';
    } else if (operation == Operation.UPLOADS) {
      return ",\"amount\":\""
          + heard.parts().get(0).replaceAll("(?s).*\r\n\r\n(\\w+)\r\n.*", "$1")
          + '"';
    }
    return "";
  }

  private static Reply withHeaders(Reply reply) {
    String fresh = Visit.token();
    return reply
        .with("Content-Language", "de")
        .with("Content-Location", "/charges/" + fresh)
        .with("ETag", '"' + fresh + '"')
        .with("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")
        .with("Link", "</charges/" + fresh + ">; rel=\"self\"")
        .with("Charge-Number", fresh)
        .with("Set-Cookie", "session=" + fresh)
        .with("WWW-Authenticate", "Bearer realm=\"" + fresh + '"')
        .with("X-Request-Id", fresh)
        .with("Traceparent", "00-" + fresh)
        .with("RateLimit-Remaining", fresh)
        .with("Age", fresh)
        .with("Strict-Transport-Security", "max-age=" + Math.abs(fresh.hashCode()));
  }

  // --- what the kit asks beside the rows

  private Reply control(Heard heard, String path) {
    String[] query = heard.query().split("=", 2);
    String value = query.length > 1 ? query[1] : "";
    synchronized (disk) {
      switch (path) {
        case "/conformance":
          return Reply.of(200, offers());
        case "/effects":
          return Reply.of(200, counts(value));
        case "/control/held":
          int count = held.getOrDefault(value, new AtomicInteger()).get();
          return Reply.of(200, "{\"held\":" + count + "}");
        case "/control/release":
          latch(heard.query().substring(5)).countDown();
          return Reply.of(200, "{}");
        case "/control/age":
          age(Long.parseLong(value));
          return Reply.of(200, "{}");
        case "/control/age-leases":
          disk.records.values().forEach(r -> r.leaseUntil -= Long.parseLong(value));
          return Reply.of(200, "{}");
        case "/control/store":
          storeUp = Boolean.parseBoolean(value);
          return Reply.of(200, "{}");
        case "/control/corrupt":
          disk.records.values().forEach(r -> r.spoilt = r.state == Disk.State.DONE);
          return Reply.of(200, "{}");
        case "/control/revoke":
          revoked.add("bob");
          return Reply.of(200, "{}");
        case "/control/restore":
          revoked.clear();
          return Reply.of(200, "{}");
        default:
          return Reply.of(404, "{}");
      }
    }
  }

  private void age(long seconds) {
    disk.records.values().forEach(r -> r.settled -= seconds);
    disk.records.values().forEach(r -> r.arrived -= seconds);
  }

  private String offers() {
    return Arrays.stream(Offer.values())
        .filter(offer -> offer != Offer.RESTART && offer != Offer.TAB)
        .filter(offer -> !without.contains(offer))
        .map(offer -> '"' + offer.word() + '"')
        .collect(
            Collectors.joining(
                ",",
                "{\"offers\":[",
                "],\"responseSeconds\":%d,\"leaseSeconds\":%d,\"bodyBytesMax\":%d,\"responseBytesMax\":%d}"
                    .formatted(
                        Disk.RESPONSE_SECONDS,
                        Disk.LEASE_SECONDS,
                        BODY_BYTES_MAX,
                        RESPONSE_BYTES_MAX)));
  }

  private String counts(String name) {
    return "{\"effects\":%d,\"audits\":%d,\"runs\":%d}"
        .formatted(
            disk.effects.stream().filter(name::equals).count(),
            disk.audits.stream().filter(name::equals).count(),
            runs.getOrDefault(name, new AtomicInteger()).get());
  }

  // --- the wire

  void send(HttpExchange exchange, Reply reply) throws IOException {
    Reply sent = coded(exchange, reply);
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    if (origin != null && !sent.headers().containsKey("Access-Control-Allow-Origin")) {
      sent =
          sent.with("Access-Control-Allow-Origin", origin)
              .with("Access-Control-Expose-Headers", "Idempotency-Key, Idempotent-Replayed");
    }
    sent.headers().forEach(exchange.getResponseHeaders()::set);
    boolean bodiless = sent.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(sent.status(), bodiless ? -1 : sent.body().length);
    if (!bodiless) {
      exchange.getResponseBody().write(sent.body());
    }
    exchange.close();
  }

  private static Reply coded(HttpExchange exchange, Reply reply) throws IOException {
    String accepted = String.valueOf(exchange.getRequestHeaders().getFirst("Accept-Encoding"));
    if (!accepted.contains("gzip") || reply.headers().containsKey("Content-Encoding")) {
      return reply;
    }
    return packed(reply);
  }

  static Reply packed(Reply reply) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packing = new GZIPOutputStream(bytes)) {
      packing.write(reply.body());
    }
    return reply.body(bytes.toByteArray()).with("Content-Encoding", "gzip");
  }

  /** Dies: nothing that runs can write to the disk any more, and nobody is answered. */
  @Override
  public void close() {
    synchronized (disk) {
      dead = true;
      disk.records.values().removeIf(r -> r.state == Disk.State.RUNNING);
      disk.notifyAll();
    }
    latches.values().forEach(CountDownLatch::countDown);
    server.stop(0);
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("threads of the application do not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Rows that become visible with the commit, or at once where nobody can undo them. */
  static final class Transaction {
    private final Disk disk;
    private final boolean atOnce;
    private final List<String> effects = new java.util.ArrayList<>();
    private final List<String> audits = new java.util.ArrayList<>();
    boolean commitFails;
    boolean rollbackOnly;
    boolean retryable;

    Transaction(Disk disk, boolean atOnce) {
      this.disk = disk;
      this.atOnce = atOnce;
    }

    void write(boolean audit, String row) {
      synchronized (disk) {
        if (atOnce) {
          (audit ? disk.audits : disk.effects).add(row);
        } else {
          (audit ? audits : effects).add(row);
        }
      }
    }

    /** False if it cannot be committed. */
    boolean commit() {
      if (commitFails || rollbackOnly) {
        return false;
      }
      synchronized (disk) {
        disk.effects.addAll(effects);
        disk.audits.addAll(audits);
      }
      return true;
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
