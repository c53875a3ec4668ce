// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.http.BodyRule;
import dev.semel.http.Idempotency;
import dev.semel.http.Operation;
import dev.semel.http.Reply;
import dev.semel.http.Resolver;
import dev.semel.http.Selector;
import dev.semel.http.SelfTest;
import dev.semel.http.servlet.Callers;
import dev.semel.http.servlet.IdempotencyFilter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** The code in the document of HTTP. Compiled; what it shows is run by the tests of HTTP. */
final class HttpSnippets {
  /** What the application has of its own. */
  interface Orders {
    String insert(Connection connection, String body) throws SQLException;
  }

  /** A gateway that can be asked what became of a charge. */
  interface Gateway {
    Optional<String> find(String id);
  }

  // tag::filter[]
  void wire(ServletContext context, Semel semel) {
    Idempotency idempotency =
        Idempotency.on(semel)
            .named("shop") // chosen once and for ever: the keys are remembered under it
            .operation("POST", "/orders", Operation.named("place-order"))
            .build();
    IdempotencyFilter.of(idempotency, Callers.byPrincipal()).register(context, "/*");
  }

  // end::filter[]

  /** The servlet of the document. */
  static final class OrderServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Orders orders;

    OrderServlet(Orders orders) {
      this.orders = orders;
    }

    // tag::servlet[]
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      Tx tx = IdempotencyFilter.tx(request); // the order and its answer commit together
      try {
        String id = orders.insert(tx.connection(), request.getReader().readLine());
        response.setStatus(201);
        response.setHeader("Location", "/orders/" + id);
        response.getWriter().print(id);
      } catch (SQLException e) {
        throw new IOException(e); // rolled back, nothing kept: the same key may try again
      }
    }
    // end::servlet[]
  }

  private final Orders orders;
  private final Gateway gateway;

  HttpSnippets(Orders orders, Gateway gateway) {
    this.orders = orders;
    this.gateway = gateway;
  }

  void jdk(HttpServer server, Authenticator authenticator, Idempotency idempotency) {
    // tag::jdk[]
    var filter =
        dev.semel.http.jdk.IdempotencyFilter.of(
            idempotency, dev.semel.http.jdk.Callers.byPrincipal());
    HttpContext context =
        server.createContext(
            "/orders", filter.before(dev.semel.http.jdk.IdempotencyFilter.serving(this::place)));
    context.setAuthenticator(authenticator);
    // end::jdk[]
  }

  private void place(HttpExchange exchange, Tx tx) throws SQLException, IOException {
    String id = orders.insert(tx.connection(), "an order");
    exchange.getResponseHeaders().set("Location", "/orders/" + id);
    exchange.sendResponseHeaders(201, -1);
  }

  Idempotency choices(Semel semel) {
    // tag::choices[]
    return Idempotency.on(semel)
        .named("shop")
        .operation(
            "POST",
            "/orders",
            Operation.named("place-order")
                .waitingUpTo(Duration.ofSeconds(2)) // instead of 409 at once
                .keepingResponsesFor(Duration.ofDays(2)) // then 410, as long as the scope remembers
                .comparing(BodyRule.JSON_CANONICAL) // the order of members does not matter
                .comparingHeaders("API-Version")
                .ignoring(Selector.json("/meta/sentAt")))
        .operation("POST", "/newsletter", Operation.named("subscribe").optional())
        .aliasHeader("X-Idempotency-Key") // for clients that were there first
        .build();
    // end::choices[]
  }

  Operation untracked() {
    // tag::untracked[]
    return Operation.named("charge-card")
        .untracked(Duration.ofMinutes(1)) // no transaction covers a gateway
        .resolving(
            request ->
                gateway
                    .find(request.key().id())
                    .<Resolver.Resolution>map(charge -> new Resolver.Happened(answer(charge)))
                    .orElseGet(Resolver.StillUnknown::new));
    // end::untracked[]
  }

  private static Reply answer(String charge) {
    return new Reply(201, java.util.List.of(new Reply.Header("Location", charge)), new byte[0]);
  }

  void selfTest() throws IOException {
    // tag::selftest[]
    SelfTest.of(URI.create("http://127.0.0.1:8080/semel-self-test"))
        .as("Authorization", "Bearer " + System.getenv("SELF_TEST_TOKEN"))
        .run(); // throws when security is behind us, or a replay does not engage
    // end::selftest[]
  }

  Semel scope(DataSource dataSource) {
    // tag::scope[]
    return Semel.with(dataSource)
        .scope(
            Idempotency.scope("shop")
                .remembering(Duration.ofDays(90)) // that a key was used
                .keepingResultsFor(Duration.ofDays(2))) // what was answered
        .build();
    // end::scope[]
  }
}
