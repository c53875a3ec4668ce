// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends lines and reads lines; gives up after half a minute, or sooner if told. */
final class LineClient implements AutoCloseable {
  private final Socket socket;

  LineClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    patience(Duration.ofSeconds(30));
  }

  LineClient patience(Duration max) throws IOException {
    socket.setSoTimeout((int) max.toMillis());
    return this;
  }

  LineClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  void endSending() throws IOException {
    socket.shutdownOutput();
  }

  /** The next line without its end; null at the end of the connection. */
  @Nullable String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
      if (b == '\n') {
        return line.toString(StandardCharsets.UTF_8);
      }
      line.write(b);
    }
    return null;
  }

  @Nullable String ask(String line) throws IOException {
    return send(line + "\n").line();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
