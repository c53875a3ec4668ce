// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.Key;
import dev.semel.http.Incoming;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a request says that its first attempt was made: a date of HTTP, of ISO 8601 or of RFC 9651.
 *
 * @param malformed whether it says so and it is not a time
 */
record FirstSent(@Nullable Instant time, boolean malformed) {
  static FirstSent in(Incoming request) {
    List<String> lines = new ArrayList<>(request.headers("Idempotency-First-Sent"));
    lines.addAll(request.headers("Repeatability-First-Sent"));
    if (lines.isEmpty()) {
      return new FirstSent(null, false);
    }
    Instant earliest = null;
    for (String line : lines) {
      Instant time = parse(line.strip());
      if (time == null) {
        return new FirstSent(null, true);
      }
      earliest = earliest == null || time.isBefore(earliest) ? time : earliest;
    }
    return new FirstSent(earliest, false);
  }

  /** Whether the memory of this key's scope begins later; asked before the key is claimed. */
  boolean before(Exchange exchange, Key key) {
    return time != null && time.isBefore(exchange.claims.memoryFrom(key.scope()));
  }

  private static @Nullable Instant parse(String text) {
    try {
      if (text.matches("@-?[0-9]{1,12}")) {
        return Instant.ofEpochSecond(Long.parseLong(text.substring(1)));
      }
      return text.endsWith("GMT")
          ? ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()
          : ZonedDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
