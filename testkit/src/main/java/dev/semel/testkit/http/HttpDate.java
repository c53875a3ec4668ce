// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The one form of a date that HTTP lets anybody send. */
final class HttpDate {
  private static final DateTimeFormatter FIXED =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(java.time.ZoneOffset.UTC);

  private HttpDate() {}

  static Optional<Instant> of(String text) {
    try {
      return Optional.of(ZonedDateTime.parse(text, FIXED).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
