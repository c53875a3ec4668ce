// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection on which requests are written byte by byte as they are given: a client that corrects
 * nothing. For one thread.
 */
final class Line implements AutoCloseable {
  private static final int HEAD_BYTES_MAX = 1 << 18;
  private static final int BODY_BYTES_MAX = 1 << 27;

  private final Socket socket;
  private final InputStream in;
  private final Duration patience;
  private long deadline;

  private Line(Socket socket, Duration patience) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.patience = patience;
  }

  static Line to(Target target) throws IOException {
    URI base = target.base();
    boolean tls = "https".equals(base.getScheme());
    int port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
    Socket socket = new Socket();
    try {
      int millis = Math.toIntExact(target.patience().toMillis());
      socket.connect(new InetSocketAddress(target.address(), port), millis);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(millis);
      Socket spoken =
          tls
              ? ((SSLSocketFactory) SSLSocketFactory.getDefault())
                  .createSocket(socket, base.getHost(), port, true)
              : socket;
      return new Line(spoken, target.patience());
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Whether there is something to read. */
  boolean isAnswered() {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** The next answer; one of 1xx only if that is what is waited for. */
  Answer read(String method, boolean interim) throws IOException {
    deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Answer head = head();
      if (head.status() >= 200) {
        return new Answer(head.status(), head.fields(), body(method, head));
      } else if (interim) {
        return head;
      }
    }
  }

  private Answer head() throws IOException {
    String[] status = line().split(" ", 3);
    if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("\\d{3}")) {
      throw new IOException("what came is no answer of HTTP/1.1: " + String.join(" ", status));
    }
    List<Answer.Field> fields = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IOException("a line of the answer's head is none: " + line);
      }
      fields.add(new Answer.Field(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return new Answer(Integer.parseInt(status[1]), List.copyOf(fields), new byte[0]);
  }

  private byte[] body(String method, Answer head) throws IOException {
    if ("HEAD".equals(method) || head.status() == 204 || head.status() == 304) {
      return new byte[0];
    }
    String coding = head.header("Transfer-Encoding").orElse("").toLowerCase(Locale.ROOT);
    if (coding.contains("chunked")) {
      return chunks();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (head.header("Content-Length").isPresent()) {
      copy(body, Integer.parseInt(head.header("Content-Length").get()));
    } else {
      for (int next = next(); next >= 0; next = next()) {
        body.write(next);
      }
    }
    return body.toByteArray();
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
      if (size == 0) {
        while (!line().isEmpty()) {
          // Trailers are nothing to us.
        }
        return body.toByteArray();
      }
      copy(body, size);
      line();
    }
  }

  private void copy(ByteArrayOutputStream body, int length) throws IOException {
    if (length + body.size() > BODY_BYTES_MAX) {
      throw new IOException("an answer of more than " + BODY_BYTES_MAX + " bytes");
    }
    byte[] part = new byte[8192];
    for (int left = length; left > 0; ) {
      hurry();
      int count = in.read(part, 0, Math.min(left, part.length));
      if (count < 0) {
        throw new EOFException("the answer ended " + left + " bytes before its end");
      }
      body.write(part, 0, count);
      left -= count;
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = next(); next != '\n'; next = next()) {
      if (next < 0) {
        throw new EOFException("the connection was closed without an answer");
      } else if (line.size() > HEAD_BYTES_MAX) {
        throw new IOException("a line of more than " + HEAD_BYTES_MAX + " bytes in the answer");
      } else if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private int next() throws IOException {
    if (in.available() == 0) {
      hurry();
    }
    return in.read();
  }

  /** A server that sends a byte now and then is waited for no longer than one that is silent. */
  private void hurry() throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("no whole answer within " + patience.toMillis() + " ms");
    }
    socket.setSoTimeout(Math.toIntExact(left));
  }

  /** Closes it so that the other side sees at once that nobody reads any more. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
    close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is as good as closed.
    }
  }
}
