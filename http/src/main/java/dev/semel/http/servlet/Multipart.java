// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import dev.semel.http.Body;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a multipart body are. The container cannot say so: it reads a body that has
 * been read. Nothing but headers is held in memory. For one thread, once.
 */
final class Multipart {
  private static final int HEADER_BYTES_MAX = 16 * 1024;
  private static final int PARTS_MAX = 1_000;

  private final Body body;
  private final InputStream in;
  private final byte[] delimiter;
  private long at;

  private Multipart(Body body, InputStream in, String boundary) {
    this.body = body;
    this.in = in;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * The parts, in their order.
   *
   * @throws IOException if it is not such a body
   */
  static List<BodyPart> parts(Body body, String contentType) throws IOException {
    String boundary = HeaderValue.parameter(contentType, "boundary");
    if (boundary == null || boundary.isEmpty()) {
      throw new IOException("a multipart body without a boundary");
    }
    try (InputStream in = new BufferedInputStream(body.open(), 16 * 1024)) {
      return new Multipart(body, in, boundary).read();
    }
  }

  private List<BodyPart> read() throws IOException {
    List<BodyPart> parts = new ArrayList<>();
    // The first delimiter may stand at the very beginning, without its line end.
    skipTo(2);
    while (more()) {
      if (parts.size() >= PARTS_MAX) {
        throw new IOException("more than %d parts".formatted(PARTS_MAX));
      }
      Map<String, List<String>> headers = headers();
      long from = at;
      skipTo(0);
      parts.add(new BodyPart(body, headers, from, at - delimiter.length - from));
    }
    return parts;
  }

  /** Behind the next delimiter; its first byte, CR, stands nowhere else in it. */
  private void skipTo(int alreadyThere) throws IOException {
    int matched = alreadyThere;
    while (matched < delimiter.length) {
      int b = next();
      if (b < 0) {
        throw new IOException("a multipart body without its end");
      }
      matched = b == delimiter[matched] ? matched + 1 : b == '\r' ? 1 : 0;
    }
  }

  private boolean more() throws IOException {
    int b = next();
    if (b == '-' && next() == '-') {
      return false;
    }
    while (b == ' ' || b == '\t') {
      b = next();
    }
    if (b != '\r' || next() != '\n') {
      throw new IOException("a boundary that does not end its line");
    }
    return true;
  }

  private Map<String, List<String>> headers() throws IOException {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    int left = HEADER_BYTES_MAX;
    for (String line = line(left); !line.isEmpty(); line = line(left)) {
      left -= line.length();
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IOException("a part with a header that is none");
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return headers;
  }

  private String line(int lengthMax) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = next(); b != '\r'; b = next()) {
      if (b < 0 || line.size() >= lengthMax) {
        throw new IOException("a part whose headers do not end");
      }
      line.write(b);
    }
    if (next() != '\n') {
      throw new IOException("a part with half a line end");
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private int next() throws IOException {
    int b = in.read();
    at += b < 0 ? 0 : 1;
    return b;
  }

  /** A header value with parameters. */
  static final class HeaderValue {
    private HeaderValue() {}

    /** Null if it is not there. */
    static @Nullable String parameter(@Nullable String value, String name) {
      if (value == null) {
        return null;
      }
      int at = value.indexOf(';');
      while (at >= 0 && at < value.length()) {
        int equals = value.indexOf('=', at);
        if (equals < 0) {
          return null;
        }
        String found = value.substring(at + 1, equals).strip();
        StringBuilder text = new StringBuilder();
        int end = read(value, equals + 1, text);
        if (found.equalsIgnoreCase(name)) {
          return text.toString();
        }
        at = value.indexOf(';', end);
      }
      return null;
    }

    /** Reads a token or a quoted string; where it ends. */
    private static int read(String value, int from, StringBuilder text) {
      int i = from;
      while (i < value.length() && value.charAt(i) == ' ') {
        i++;
      }
      if (i < value.length() && value.charAt(i) == '"') {
        i++;
        while (i < value.length() && value.charAt(i) != '"') {
          boolean escaped =
              value.charAt(i) == '\\'
                  && i + 1 < value.length()
                  && "\"\\".indexOf(value.charAt(i + 1)) >= 0;
          i += escaped ? 1 : 0;
          text.append(value.charAt(i++));
        }
        return Math.min(i + 1, value.length());
      }
      int end = value.indexOf(';', i);
      int to = end < 0 ? value.length() : end;
      text.append(value.substring(i, to).strip());
      return to;
    }
  }
}
