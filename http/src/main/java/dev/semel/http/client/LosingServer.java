// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Reads each POST whole, counts it, and loses the answer. Thread-safe. */
final class LosingServer implements AutoCloseable {
  /** Where there is an answer, and the connection stays. */
  static final String ANSWERED = "/answered";

  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MILLIS_MAX = 10_000;
  private static final int HEAD_BYTES_MAX = 1 << 16;

  /** How. */
  enum Loss {
    CLOSED,
    RESET;

    String onANewConnection() {
      return "/" + name().toLowerCase(Locale.ROOT) + "-on-a-new-connection";
    }

    String onAUsedConnection() {
      return "/" + name().toLowerCase(Locale.ROOT) + "-on-a-used-connection";
    }
  }

  private final ServerSocket listening;
  private final Map<String, Integer> arrived = new ConcurrentHashMap<>();
  private final Set<Socket> open = Collections.newSetFromMap(new ConcurrentHashMap<>());

  private LosingServer(ServerSocket listening) {
    this.listening = listening;
  }

  static LosingServer start() throws IOException {
    LosingServer server =
        new LosingServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    server.run(server::accept);
    return server;
  }

  URI uri(String path) {
    String host = listening.getInetAddress().getHostAddress();
    return URI.create(
        "http://%s:%d%s"
            .formatted(
                host.contains(":") ? "[" + host + "]" : host, listening.getLocalPort(), path));
  }

  /** How often a POST has come to this path. */
  int arrived(String path) {
    return arrived.getOrDefault(path, 0);
  }

  private void run(Runnable work) {
    Thread thread = new Thread(work, "semel-sends-once-" + listening.getLocalPort());
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (!listening.isClosed()) {
        Socket socket = listening.accept();
        open.add(socket);
        run(() -> serve(socket));
      }
    } catch (IOException e) {
      close();
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout(MILLIS_MAX);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String path = request(in);
      while (path.equals(ANSWERED)) {
        socket.getOutputStream().write(ANSWER);
        path = request(in);
      }
      if (path.contains(Loss.RESET.name().toLowerCase(Locale.ROOT))) {
        socket.setSoLinger(true, 0);
      }
    } catch (IOException e) {
      // It went away, as clients do; what it has sent is counted.
    } finally {
      open.remove(socket);
    }
  }

  /** Reads one to its end; where it goes to, or nothing if it is none. */
  private String request(InputStream in) throws IOException {
    String head = head(in);
    String[] line = head.split("[ \r]", 3);
    if (line.length < 3 || !line[0].equals("POST")) {
      return "";
    }
    // Before the body: half a POST that comes again is one too many.
    arrived.merge(line[1], 1, Integer::sum);
    skipBody(head.toLowerCase(Locale.ROOT), in);
    return line[1];
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < HEAD_BYTES_MAX && head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void skipBody(String head, InputStream in) throws IOException {
    int length = head.indexOf("\r\ncontent-length:");
    if (length >= 0) {
      String value = head.substring(length + "\r\ncontent-length:".length());
      in.skipNBytes(Long.parseLong(value.substring(0, value.indexOf('\r')).strip()));
    } else if (head.contains("\r\ntransfer-encoding:")) {
      String last = "";
      while (!last.endsWith("0\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return;
        }
        last = (last + (char) next);
        last = last.substring(Math.max(0, last.length() - 5));
      }
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      // Nobody is to be told: the threads are daemons, and their time is bounded.
      return;
    }
  }
}
