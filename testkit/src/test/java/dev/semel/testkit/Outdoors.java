// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A web server on this machine, and the many ways to speak to it. */
final class Outdoors implements AutoCloseable {
  /** Something that leaves the process, behind an interface. */
  interface Publisher {
    void publish(String message);
  }

  /** Another such thing. */
  interface Gateway {
    String charge(String customer);
  }

  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> published = new ArrayList<>();

  Outdoors() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
          exchange.close();
        });
    server.start();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  int port() {
    return server.getAddress().getPort();
  }

  HttpClient client() {
    return client;
  }

  Publisher publisher() {
    return published::add;
  }

  List<String> published() {
    return published;
  }

  HttpRequest request() {
    return HttpRequest.newBuilder(URI.create("http://" + address() + "/charges?secret=x"))
        .POST(HttpRequest.BodyPublishers.ofString("a charge"))
        .build();
  }

  void send(HttpClient through) {
    try {
      through.send(request(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  CompletableFuture<HttpResponse<String>> sendLater(HttpClient through) {
    return through.sendAsync(request(), HttpResponse.BodyHandlers.ofString());
  }

  void byUrlConnection() throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://" + address() + "/").toURL().openConnection();
    connection.getInputStream().readAllBytes();
  }

  void byChannel() throws IOException {
    try (SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port()))) {
      channel.write(ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
      channel.read(ByteBuffer.allocate(1000));
    }
  }

  void bySocket() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
