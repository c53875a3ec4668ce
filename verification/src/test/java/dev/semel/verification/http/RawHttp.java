// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection on which anything can be said, whether HTTP allows it or not. For one thread. */
final class RawHttp implements AutoCloseable {
  private final Socket socket;

  RawHttp(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
  }

  void say(String text) throws IOException {
    say(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void say(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void beginPost(String path, String keyLine, String lengthLine) throws IOException {
    say(
        "POST %s HTTP/1.1\r\nHost: x\r\nX-User: mallory\r\nContent-Type: text/plain\r\n%s\r\n%s\r\n\r\n"
            .formatted(path, keyLine, lengthLine));
  }

  /** Whether something was answered; does not wait. */
  boolean isAnswered() throws IOException {
    return socket.getInputStream().available() > 0;
  }

  /** What comes until the end of the headers, or of the connection. */
  String head() throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
