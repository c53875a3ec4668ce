// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Where a server that dies tells a customer who does not that it is up. The call is answered when
 * the customer has what they want. Thread-safe.
 */
final class CustomerDesk implements AutoCloseable {
  private static final Map<String, Customer> CUSTOMERS = new ConcurrentHashMap<>();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final Customer customer;
  private final int requests;

  CustomerDesk(Customer customer, int requests) throws IOException {
    this.customer = customer;
    this.requests = requests;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serverIsUp);
    server.start();
    CUSTOMERS.put(port(), customer);
  }

  static Optional<Customer> customerAt(String port) {
    return Optional.ofNullable(CUSTOMERS.get(port));
  }

  String port() {
    return Integer.toString(server.getAddress().getPort());
  }

  /** Says from another JVM that its server is up, and waits for the customer. */
  static void call(String desk, int serverPort) throws IOException {
    // A client of HTTP would take longer to load than the rest of a life takes.
    try (Socket call = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(desk))) {
      String asked = "GET /%d HTTP/1.0\r\n\r\n".formatted(serverPort);
      call.getOutputStream().write(asked.getBytes(StandardCharsets.US_ASCII));
      String said = new String(call.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!said.startsWith("HTTP/1.1 204")) {
        throw new IOException("the customer got no answer: " + said);
      }
    }
  }

  private void serverIsUp(HttpExchange exchange) throws IOException {
    URI path = exchange.getRequestURI();
    URI charges = URI.create("http://127.0.0.1:%s/charges".formatted(path.getPath().substring(1)));
    int status = 204;
    try {
      customer.wants(requests, () -> ask(charges));
    } catch (IOException e) {
      status = 502; // Of interest to a server that lives; a dead one reads nothing.
    }
    try (exchange) {
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private Customer.Got ask(URI charges) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(charges)
            .timeout(PATIENCE)
            .header("Idempotency-Key", Customer.KEY)
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(Customer.CHARGE))
            .build();
    try {
      HttpResponse<String> got = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Customer.Got(
          got.statusCode(),
          got.body(),
          header(got, "Location"),
          header(got, "Content-Type"),
          header(got, "Idempotent-Replayed"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String header(HttpResponse<?> got, String name) {
    return got.headers().firstValue(name).orElse(null);
  }

  @Override
  public void close() {
    CUSTOMERS.remove(port());
    server.stop(0);
    threads.shutdownNow();
  }
}
