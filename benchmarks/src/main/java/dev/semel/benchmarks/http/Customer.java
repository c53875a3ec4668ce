// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection that is kept and costs next to nothing, so that what is measured is the server. For
 * one thread.
 */
final class Customer implements AutoCloseable {
  private static final int MILLIS_MAX = 30_000;

  private final Socket socket;
  private final InputStream in;

  Customer(InetSocketAddress address) throws IOException {
    socket = new Socket(address.getAddress(), address.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(MILLIS_MAX);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** The status of the answer, with whether it was a replay. */
  Answer order(String path, String key, int account, long amount) throws IOException {
    String body = account + " " + amount;
    String request =
        """
        POST %s HTTP/1.1\r
        Host: shop\r
        Content-Type: text/plain\r
        Idempotency-Key: "%s"\r
        Content-Length: %d\r
        \r
        %s"""
            .formatted(path, key, body.length(), body);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    boolean replayed = false;
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      replayed |= lower.equals("idempotent-replayed: true");
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
      }
    }
    if (in.readNBytes(length).length != length) {
      throw new IOException("the answer ended early");
    }
    return new Answer(status, replayed);
  }

  record Answer(int status, boolean replayed) {}

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the server hung up");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
