// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import dev.semel.http.Reply;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The headers of an answer that is held back. For one thread. */
final class HeldHeaders {
  private final List<Reply.Header> headers = new ArrayList<>();
  private final Set<String> replaced = new HashSet<>();

  /** Takes the place of all with this name; of none if there is no value. */
  void set(String name, @Nullable String value) {
    headers.removeIf(header -> header.name().equalsIgnoreCase(name));
    replaced.add(name.toLowerCase(Locale.ROOT));
    add(name, value);
  }

  void add(String name, @Nullable String value) {
    if (value != null) {
      headers.add(new Reply.Header(name, onOneLine(value)));
    }
  }

  @Nullable String get(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Reply.Header::value)
        .findFirst()
        .orElse(null);
  }

  Collection<String> all(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Reply.Header::value)
        .toList();
  }

  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    headers.forEach(header -> names.add(header.name()));
    return names;
  }

  List<Reply.Header> lines() {
    return headers;
  }

  void clear() {
    headers.clear();
    replaced.clear();
  }

  /** Puts them on the answer that is sent, beside those that were put there before us. */
  void onto(HttpServletResponse response) {
    Set<String> begun = new HashSet<>();
    for (Reply.Header header : headers) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (begun.add(name) && replaced.contains(name)) {
        response.setHeader(header.name(), header.value());
      } else {
        response.addHeader(header.name(), header.value());
      }
    }
  }

  /** As containers do it: what would end the line becomes a space. */
  private static String onOneLine(String value) {
    StringBuilder line = new StringBuilder(value.length());
    value.chars().forEach(c -> line.append((c < ' ' && c != '\t') || c == 0x7F ? ' ' : (char) c));
    return line.toString();
  }
}
