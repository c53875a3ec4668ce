// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.peers;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The small application on the JDK's server, with a peer in front of what is to be protected. */
final class Site implements AutoCloseable {
  private static final int THREADS = 80;
  private static final int BACKLOG = 256;

  /** What belongs to an attempt and not to its charge: never handed to a peer to be stored. */
  private static final List<String> OF_THE_ATTEMPT =
      List.of(
          "Set-Cookie",
          "WWW-Authenticate",
          "X-Request-Id",
          "Traceparent",
          "RateLimit-Remaining",
          "Age",
          "Strict-Transport-Security");

  private final Charges charges;
  private final Peer peer;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  Site(Charges charges, Peer peer) throws IOException {
    this.charges = charges;
    this.peer = peer;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    String route = exchange.getRequestMethod() + " " + path;
    try {
      if (path.matches("/(conformance|effects|control)(/.*)?")) {
        send(exchange, control(path, String.valueOf(exchange.getRequestURI().getRawQuery())));
      } else if (Call.caller(exchange.getRequestHeaders()) == null) {
        send(exchange, Answer.text(401, "who is it?"));
      } else if (route.matches("POST (/charges|/waiting|/accounts/\\d+/close)")) {
        peer.handler().handle(exchange);
      } else {
        send(exchange, unprotected(route, Call.of(exchange)));
      }
    } catch (SQLException e) {
      send(exchange, Answer.text(500, "the database refused"));
    } finally {
      exchange.close();
    }
  }

  private Answer unprotected(String route, Call call) throws SQLException {
    if (route.matches("(GET|HEAD) /charges")) {
      charges.begun(call.caseName());
      return Answer.json(200, "{\"id\":\"" + UUID.randomUUID() + "\"}");
    } else if (route.matches("PUT /charges/\\d+")) {
      return charges.inTransaction(call.unprotected());
    }
    return Answer.text(route.startsWith("OPTIONS ") ? 200 : 404, "");
  }

  private Answer control(String path, String query) throws SQLException {
    String said = query.replaceAll("^[a-z]+=", "");
    return switch (path) {
      case "/conformance" ->
          Answer.json(200, "{\"offers\":[\"" + String.join("\",\"", peer.offers()) + "\"]}");
      case "/effects" -> Answer.json(200, charges.countsOf(said));
      case "/control/held" -> Answer.json(200, charges.heldOf(said));
      case "/control/release" -> {
        charges.release(said);
        yield Answer.json(200, "{}");
      }
      default -> Answer.text(404, "");
    };
  }

  static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    answer.headers().forEach(headers::set);
    if (Call.steps(exchange.getRequestHeaders()).contains("headers")) {
      OF_THE_ATTEMPT.forEach(name -> headers.set(name, UUID.randomUUID().toString()));
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    boolean none = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), none ? -1 : body.length);
    if (!none) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    charges.releaseAll();
    server.stop(0);
    threads.shutdownNow();
    peer.close();
  }
}
