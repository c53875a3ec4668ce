// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.postgres;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The least PostgreSQL client: trusted, simple queries, text results. It lets the launcher question
 * its server without a JDBC driver.
 */
public final class WireClient implements AutoCloseable {
  private static final int PROTOCOL_3_0 = 3 << 16;
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int MESSAGE_BYTES_MAX = 1 << 20;

  private final Socket socket = new Socket();
  private final Map<String, String> parameters = new HashMap<>();
  private final DataInputStream in;
  private final DataOutputStream out;

  /** A session, ready for queries. */
  public WireClient(int port, String user) throws IOException {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
          TIMEOUT_MILLIS);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      out = new DataOutputStream(socket.getOutputStream());
      greet(user);
      readUntilReady();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** What the server said of itself when the session began, such as server_version. */
  public String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** The first column of the first row, or nothing at all. */
  public String ask(String sql) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(sql.getBytes(StandardCharsets.UTF_8));
    body.write(0);
    out.write(message("Q", body.toByteArray()));
    List<String> values = readUntilReady();
    return values.isEmpty() ? "" : values.get(0);
  }

  @Override
  public void close() throws IOException {
    try (socket) {
      out.write(message("X", new byte[0]));
    }
  }

  private void greet(String user) throws IOException {
    String pairs =
        String.join(
            "\0",
            List.of(
                "user", user, "database", "postgres", "application_name", "semel launcher", "\0"));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    new DataOutputStream(body).writeInt(PROTOCOL_3_0);
    body.writeBytes(pairs.getBytes(StandardCharsets.UTF_8));
    out.write(message("", body.toByteArray()));
  }

  /** One array and so one packet: a server that dies in between sees no half message. */
  private static byte[] message(String type, byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(type.getBytes(StandardCharsets.US_ASCII));
    new DataOutputStream(bytes).writeInt(body.length + Integer.BYTES);
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  private List<String> readUntilReady() throws IOException {
    List<String> firstColumn = new ArrayList<>();
    WireException failure = null;
    while (true) {
      char type = (char) in.readUnsignedByte();
      byte[] body = readBody();
      switch (type) {
        case 'R' -> requireTrust(body);
        case 'S' -> remember(body);
        case 'D' -> firstColumn.add(firstColumn(body));
        case 'E' -> failure = failure(body);
        case 'Z' -> {
          if (failure != null) {
            throw failure;
          }
          return firstColumn;
        }
        default -> {} // Notices, keys, row descriptions: nothing the launcher needs.
      }
      // A refused session ends with the error; no readiness follows.
      if (failure != null && parameters.isEmpty()) {
        throw failure;
      }
    }
  }

  private byte[] readBody() throws IOException {
    int length = in.readInt() - Integer.BYTES;
    if (length < 0 || length > MESSAGE_BYTES_MAX) {
      throw new IOException("a message of " + length + " bytes: this is no PostgreSQL server");
    }
    byte[] body = new byte[length];
    in.readFully(body);
    return body;
  }

  private static void requireTrust(byte[] body) throws IOException {
    if (body.length < 4 || (body[0] | body[1] | body[2] | body[3]) != 0) {
      throw new WireException("28000", "the server asks for a password; it must trust 127.0.0.1");
    }
  }

  private void remember(byte[] body) {
    String[] pair = new String(body, StandardCharsets.UTF_8).split("\0", -1);
    parameters.put(pair[0], pair[1]);
  }

  private static String firstColumn(byte[] row) throws IOException {
    try (var fields = new DataInputStream(new ByteArrayInputStream(row))) {
      int length = fields.readUnsignedShort() == 0 ? -1 : fields.readInt();
      return length < 0 ? "" : new String(fields.readNBytes(length), StandardCharsets.UTF_8);
    }
  }

  /** Fields of one letter and a text each: C is the SQLSTATE, M the message. */
  private static WireException failure(byte[] body) {
    Map<Character, String> fields = new HashMap<>();
    for (String field : new String(body, StandardCharsets.UTF_8).split("\0", -1)) {
      if (!field.isEmpty()) {
        fields.put(field.charAt(0), field.substring(1));
      }
    }
    return new WireException(fields.getOrDefault('C', "?"), fields.getOrDefault('M', "?"));
  }
}
