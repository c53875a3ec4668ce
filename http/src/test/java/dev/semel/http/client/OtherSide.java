// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/** A server of bytes on the loopback that does with each connection what a test says. */
final class OtherSide implements AutoCloseable {
  /** What it does with one. */
  interface Way {
    void go(OtherSide side, Socket socket) throws Exception;
  }

  private final ServerSocket listening;
  private final String scheme;
  private final Way way;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private OtherSide(ServerSocket listening, String scheme, Way way) {
    this.listening = listening;
    this.scheme = scheme;
    this.way = way;
    run(this::accept);
  }

  static OtherSide that(Way way) throws IOException {
    return new OtherSide(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http", way);
  }

  static OtherSide overTls(SSLContext tls, String protocol, Way way) throws IOException {
    SSLServerSocket listening =
        (SSLServerSocket)
            tls.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    SSLParameters parameters = listening.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    listening.setSSLParameters(parameters);
    return new OtherSide(listening, "https", way);
  }

  /** Reads a request and answers it with this, and closes. */
  static Way answering(String answer) {
    return (side, socket) -> {
      side.read(socket);
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
    };
  }

  static Way answering(int status, String headers, String body) {
    return answering(
        "HTTP/1.1 %d X\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(status, headers, body.getBytes(StandardCharsets.UTF_8).length, body));
  }

  private static void run(Runnable work) {
    Thread thread = new Thread(work, "other-side");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        sockets.add(socket);
        run(() -> serve(socket));
      }
    } catch (IOException e) {
      return; // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout(20_000);
      way.go(this, socket);
    } catch (Exception e) {
      return; // The client has gone.
    }
  }

  /** A whole request, to be found in {@link #requests}. */
  void read(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no whole head");
      }
      head.write(next);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    int at = text.toLowerCase(Locale.ROOT).indexOf("content-length:");
    int length =
        at < 0 ? 0 : Integer.parseInt(text.substring(at + 15, text.indexOf('\r', at)).strip());
    requests.add(text + new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  List<String> requests() {
    return requests;
  }

  /** How many connections came. */
  int connections() {
    return sockets.size();
  }

  URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + listening.getLocalPort() + "/charges");
  }

  URI uri(String otherScheme) {
    return URI.create(otherScheme + "://127.0.0.1:" + listening.getLocalPort() + "/charges");
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
