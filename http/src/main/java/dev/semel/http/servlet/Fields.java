// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a request: those of the query, then those of its body. For one thread. */
final class Fields {
  /** More would be there to make the map slow. */
  private static final int COUNT_MAX = 10_000;

  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private int count;

  /** Adds pairs such as {@code a=1&b=2}. */
  void addPairs(@Nullable String encoded, Charset charset) {
    if (encoded == null || encoded.isEmpty()) {
      return;
    }
    for (String pair : encoded.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        add(decoded(name, charset), equals < 0 ? "" : decoded(pair.substring(equals + 1), charset));
      }
    }
  }

  void add(String name, String value) {
    if (++count > COUNT_MAX) {
      throw new IllegalStateException("more than %d parameters".formatted(COUNT_MAX));
    }
    values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  Map<String, String[]> toMap() {
    Map<String, String[]> map = new LinkedHashMap<>();
    values.forEach((name, list) -> map.put(name, list.toArray(String[]::new)));
    return map;
  }

  private static String decoded(String text, Charset charset) {
    try {
      return URLDecoder.decode(text, charset);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("a parameter is not encoded as one", e);
    }
  }
}
