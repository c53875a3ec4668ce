// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import java.util.List;
import java.util.Optional;

/**
 * An answer: status, header lines in their order, body before any content coding. Immutable as long
 * as nobody writes into the body, which is not copied.
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record Reply(int status, List<Header> headers, byte[] body) {
  /** The lowest status there is. */
  public static final int STATUS_MIN = 100;

  /** The highest status there is. */
  public static final int STATUS_MAX = 999;

  public Reply {
    if (status < STATUS_MIN || status > STATUS_MAX) {
      throw new IllegalArgumentException("an HTTP status has three digits, got " + status);
    }
    headers = List.copyOf(headers);
  }

  /** The value of the first header with this name, in any case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /**
   * One header line. Immutable. It cannot hold what would end the line, so nothing that a caller
   * sent can become a header of its own.
   */
  public record Header(String name, String value) {
    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    public Header {
      if (!valid(name, value)) {
        throw new IllegalArgumentException(
            "not a header: the name must be a token and the value Latin-1 without control characters");
      }
    }

    /**
     * Whether these can be a header line. Characters above Latin-1 cannot: whoever cuts them to a
     * byte makes line ends of some.
     */
    public static boolean valid(String name, String value) {
      for (int i = 0; i < name.length(); i++) {
        if (!inToken(name.charAt(i))) {
          return false;
        }
      }
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if ((c < ' ' && c != '\t') || c == 0x7F || c > 0xFF) {
          return false;
        }
      }
      return !name.isEmpty();
    }

    private static boolean inToken(char c) {
      return (c >= '0' && c <= '9')
          || (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c < 0x7F && TOKEN.indexOf(c) >= 0);
    }
  }
}
