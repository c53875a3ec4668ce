// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.fingerprint;

import dev.semel.http.Reply;
import dev.semel.http.internal.digest.Parts;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a multipart body says: its parts in their order, each with its headers and its content. The
 * boundary is left out, and so is the length a part says it has, which its content shows. All other
 * headers of a part count: who reads the part can read them too.
 *
 * <p>A body that is not by the letter of RFC 7578 has no such digest: one with words before the
 * first part or after the last, with a header that is folded or there twice, without its end. For
 * one thread, once; it holds one part's headers, never a content.
 */
final class MultipartDigest {
  static final int HEADER_BYTES_MAX = 16 * 1024;

  private static final int BOUNDARY_LENGTH_MAX = 70;

  /** What a delimiter is followed by. */
  private enum After {
    PART,
    END,
    NEITHER
  }

  private final InputStream in;
  private final Delimiter delimiter;
  private final Set<String> ignored;
  private final Parts parts = new Parts();
  private int count;

  private MultipartDigest(InputStream in, String boundary, Set<String> ignored) {
    this.in = new BufferedInputStream(in);
    this.delimiter = new Delimiter(boundary);
    this.ignored = ignored;
  }

  /** Null if there is no such digest. */
  static byte @Nullable [] of(InputStream in, String boundary, Set<String> ignored)
      throws IOException {
    if (boundary.isEmpty()
        || boundary.indexOf('\r') >= 0
        || boundary.length() > BOUNDARY_LENGTH_MAX) {
      return null;
    }
    return new MultipartDigest(in, boundary, ignored).read();
  }

  private byte @Nullable [] read() throws IOException {
    if (!delimiter.opens(in)) {
      return null;
    }
    After after = after();
    while (after == After.PART) {
      if (!part()) {
        return null;
      }
      after = after();
    }
    return after == After.END ? parts.number(count).digest() : null;
  }

  private After after() throws IOException {
    int c = in.read();
    if (c == '-') {
      return in.read() == '-' && nothingButSpace() ? After.END : After.NEITHER;
    }
    while (c == ' ' || c == '\t') {
      c = in.read();
    }
    return c == '\r' && in.read() == '\n' ? After.PART : After.NEITHER;
  }

  private boolean nothingButSpace() throws IOException {
    int c = in.read();
    while (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      c = in.read();
    }
    return c < 0;
  }

  private boolean part() throws IOException {
    Map<String, String> headers = headers();
    MessageDigest content = Parts.sha256();
    if (headers == null || !delimiter.copyUpTo(in, content)) {
      return false;
    }
    if (!ignored.contains(name(headers))) {
      headers.remove("content-length");
      parts.number(headers.size());
      headers.forEach((name, value) -> parts.text(name).text(value));
      parts.bytes(content.digest());
      count++;
    }
    return true;
  }

  private static String name(Map<String, String> headers) {
    Parameters disposition =
        Parameters.parse(headers.getOrDefault("content-disposition", "inline"));
    String name = disposition == null ? null : disposition.value("name");
    return name == null
        ? ""
        : new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** Null if they cannot be read. */
  private @Nullable Map<String, String> headers() throws IOException {
    Map<String, String> headers = new TreeMap<>();
    int left = HEADER_BYTES_MAX;
    for (String line = line(left); line != null; line = line(left)) {
      if (line.isEmpty()) {
        return headers;
      }
      left -= line.length();
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (!Reply.Header.valid(name, value) || headers.put(name, value) != null) {
        return null;
      }
    }
    return null;
  }

  /** A line without its end; null if it is too long or does not end. */
  private @Nullable String line(int lengthMax) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int c = in.read();
    while (c >= 0 && c != '\r' && c != '\n' && line.size() < lengthMax) {
      line.write(c);
      c = in.read();
    }
    return c == '\r' && in.read() == '\n' ? line.toString(StandardCharsets.ISO_8859_1) : null;
  }
}
