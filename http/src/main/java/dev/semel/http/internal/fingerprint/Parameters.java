// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.fingerprint;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A header value with parameters, such as a media type. Immutable.
 *
 * @param main what stands before the parameters, in lower case
 * @param values by their names in lower case, quotes and escapes as they were sent
 */
record Parameters(String main, Map<String, String> values) {
  private static final Pattern MAIN = Pattern.compile("[ \\t]*([^;,\\s\"]+)[ \\t]*");
  private static final Pattern NEXT =
      Pattern.compile(";[ \\t]*([^=;,\\s\"]++)=(\"(?:[^\"\\\\]|\\\\.)*+\"|[^;,\\s\"]++)[ \\t]*");

  Parameters {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** Null if it is not of this form, or a parameter is there twice. */
  static @Nullable Parameters parse(String header) {
    Matcher main = MAIN.matcher(header);
    if (!main.lookingAt()) {
      return null;
    }
    Map<String, String> values = new TreeMap<>();
    Matcher next = NEXT.matcher(header);
    int at = main.end();
    while (at < header.length()) {
      if (!next.region(at, header.length()).lookingAt()
          || values.put(next.group(1).toLowerCase(Locale.ROOT), next.group(2)) != null) {
        return null;
      }
      at = next.end();
    }
    return new Parameters(main.group(1).toLowerCase(Locale.ROOT), values);
  }

  /** The value of a parameter without quotes and escapes. */
  @Nullable String value(String name) {
    String sent = values.get(name);
    return sent == null || !sent.startsWith("\"")
        ? sent
        : sent.substring(1, sent.length() - 1).replaceAll("\\\\(.)", "$1");
  }
}
