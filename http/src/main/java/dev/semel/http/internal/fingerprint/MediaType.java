// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.fingerprint;

import dev.semel.http.internal.digest.Parts;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a body says it is. All of its parameters are compared, since they change what the bytes mean
 * (charset, version, profile), but the boundary of a multipart body: a client makes a new one for
 * each attempt, and it means nothing.
 */
final class MediaType {
  private MediaType() {}

  static void into(Parts parts, @Nullable String header) {
    if (header == null) {
      parts.tag('-');
      return;
    }
    Parameters type = Parameters.parse(header);
    if (type == null) {
      parts.tag('?').text(header);
      return;
    }
    Map<String, String> compared = new TreeMap<>(type.values());
    compared.computeIfPresent("charset", (name, sent) -> charset(type));
    if (type.main().startsWith("multipart/")) {
      compared.remove("boundary");
    }
    parts.tag('+').text(type.main()).number(compared.size());
    compared.forEach((name, value) -> parts.text(name).text(value));
  }

  /** Whether these bytes are to be read as UTF-8. */
  static boolean isUtf8(@Nullable String header) {
    Parameters type = header == null ? null : Parameters.parse(header);
    String charset = type == null ? null : charset(type);
    return charset == null || charset.equals("utf-8") || charset.equals("us-ascii");
  }

  private static @Nullable String charset(Parameters type) {
    String charset = type.value("charset");
    return charset == null ? null : charset.toLowerCase(Locale.ROOT);
  }
}
