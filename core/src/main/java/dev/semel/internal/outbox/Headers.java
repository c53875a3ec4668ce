// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.outbox;

import java.time.Instant;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Headers as they lie in a row: one per line, as in HTTP. Values have no control characters, so a
 * line is a line.
 */
public final class Headers {
  /** The source of messages whose row names none. */
  public static final String SOURCE = "/semel";

  private Headers() {}

  /** The lines, or null if there are none. */
  static @Nullable String lines(Map<String, String> headers) {
    if (headers.isEmpty()) {
      return null;
    }
    StringBuilder lines = new StringBuilder();
    headers.forEach(
        (name, value) -> {
          if (!lines.isEmpty()) {
            lines.append('\n');
          }
          lines.append(name).append(": ").append(value);
        });
    return lines.toString();
  }

  /**
   * All headers of a message on its way: those in its row, and those that say what the row is. They
   * are put together when somebody asks for them. Unmodifiable and thread-safe.
   */
  public static Map<String, String> ofRow(
      @Nullable String lines, String id, String topic, Instant time) {
    return new OfRow(lines, id, topic, time);
  }

  private static final class OfRow extends AbstractMap<String, String> {
    private final @Nullable String lines;
    private final String id;
    private final String topic;
    private final Instant time;
    private volatile @Nullable Map<String, String> all;

    OfRow(@Nullable String lines, String id, String topic, Instant time) {
      this.lines = lines;
      this.id = id;
      this.topic = topic;
      this.time = time;
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
      return all().entrySet();
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
      return all().get(name);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
      return all().containsKey(name);
    }

    private Map<String, String> all() {
      Map<String, String> known = all;
      if (known == null) {
        known = Collections.unmodifiableMap(read());
        all = known;
      }
      return known;
    }

    private Map<String, String> read() {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("ce_specversion", "1.0");
      headers.put("ce_id", id);
      headers.put("ce_source", SOURCE);
      headers.put("ce_type", topic);
      headers.put("ce_time", Times.text(time));
      int from = 0;
      while (lines != null && from < lines.length()) {
        int end = lines.indexOf('\n', from);
        end = end < 0 ? lines.length() : end;
        int colon = lines.indexOf(": ", from);
        headers.put(lines.substring(from, colon), lines.substring(colon + 2, end));
        from = end + 1;
      }
      return headers;
    }
  }
}
