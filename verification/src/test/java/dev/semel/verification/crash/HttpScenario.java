// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.semel.testkit.Invariant;
import dev.semel.testkit.Invariants;
import dev.semel.testkit.Scenario;
import dev.semel.testkit.World;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Sql;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** A server starts and is asked for one thing, with one key, by a customer who outlives it. */
public final class HttpScenario implements Scenario {
  static final String PLAYED = "";

  private final HttpWay way;
  private final int requests;
  private final String url;
  private final String desk;
  private final Customer customer;

  /**
   * As another JVM makes it.
   *
   * @param requests how often the customer wants an answer of each life
   * @param desk the port of the {@link CustomerDesk}, or {@link #PLAYED} if the customer is here
   */
  public HttpScenario(String way, String requests, String url, String desk) {
    this.way = HttpWay.valueOf(way);
    this.requests = Integer.parseInt(requests);
    this.url = url;
    this.desk = desk;
    this.customer =
        CustomerDesk.customerAt(desk).orElseGet(() -> new Customer(this.way, new Raw(url)));
  }

  HttpScenario(HttpWay way, int requests, String url) {
    this(way.name(), Integer.toString(requests), url, PLAYED);
  }

  @Override
  public DataSource open() {
    return new KeptConnections(url);
  }

  @Override
  public void given(DataSource database) {
    Sql.run(
        database,
        "create table if not exists naive_answer (id varchar(50), body varchar(50));"
            + " delete from naive_answer; delete from effect; delete from semel_ledger");
    customer.begin();
  }

  @Override
  public void flow(World world) throws Exception {
    HttpWay.Endpoint endpoint = world.withoutSteps(() -> way.opened(world));
    if (desk.equals(PLAYED)) {
      customer.wants(requests, () -> asked(world, endpoint));
    } else {
      serve(world, endpoint);
    }
  }

  /** Without a wire. Who has all bytes of an answer has it, whatever happens to the server then. */
  private static Customer.Got asked(World world, HttpWay.Endpoint endpoint) throws IOException {
    MemoryExchange exchange =
        new MemoryExchange("/charges", Customer.KEY, Customer.CHARGE.getBytes());
    try {
      endpoint.serve(new SteppedExchange(exchange, world));
    } catch (Error death) {
      if (exchange.isWhole()) {
        throw new Customer.AnsweredAndDead(got(exchange), death);
      }
      throw death;
    }
    return got(exchange);
  }

  private static Customer.Got got(MemoryExchange exchange) {
    return new Customer.Got(
        exchange.getResponseCode(),
        exchange.answer(),
        exchange.getResponseHeaders().getFirst("Location"),
        exchange.getResponseHeaders().getFirst("Content-Type"),
        exchange.getResponseHeaders().getFirst("Idempotent-Replayed"));
  }

  /** A real server; the flow is over when the customer, who is outside, has what they want. */
  private void serve(World world, HttpWay.Endpoint endpoint) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService one = Executors.newSingleThreadExecutor();
    server.setExecutor(one);
    server.createContext(
        "/", (HttpExchange exchange) -> endpoint.serve(new SteppedExchange(exchange, world)));
    server.start();
    CustomerDesk.call(desk, server.getAddress().getPort());
    one.shutdown();
    if (!one.awaitTermination(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the server is not done");
    }
    server.stop(0);
  }

  @Override
  public List<Invariant> invariants(Outcome outcome) {
    List<Invariant> all = new ArrayList<>();
    all.add(
        way == HttpWay.UNTRACKED
            ? Invariants.atMostOncePer("select id from effect")
            : Invariants.exactlyOncePer("select id from effect", Customer.CHARGE));
    if (way.isOurs()) {
      all.add(Invariants.conserved("select count(*) from semel_ledger", 1));
    }
    all.add(database -> customer.complaints());
    return all;
  }
}
