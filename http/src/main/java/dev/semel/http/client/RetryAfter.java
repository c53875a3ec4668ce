// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * How long the other side wants to be left alone. A date is held against its own, so that no clock
 * of ours is asked.
 */
final class RetryAfter {
  /** Whoever says more is asked again after this, within the time for which a key is known. */
  static final Duration MAX = Duration.ofHours(1);

  private static final int DIGITS_MAX = 18;

  private RetryAfter() {}

  static Optional<Duration> of(HttpHeaders headers) {
    return headers
        .firstValue("Retry-After")
        .map(String::strip)
        .flatMap(value -> isNumber(value) ? seconds(value) : until(value, headers))
        .map(wait -> wait.compareTo(MAX) > 0 ? MAX : wait);
  }

  private static boolean isNumber(String value) {
    return !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Optional<Duration> seconds(String digits) {
    return Optional.of(
        digits.length() > DIGITS_MAX ? MAX : Duration.ofSeconds(Long.parseLong(digits)));
  }

  private static Optional<Duration> until(String date, HttpHeaders headers) {
    return headers
        .firstValue("Date")
        .flatMap(RetryAfter::time)
        .flatMap(now -> time(date).map(then -> Duration.between(now, then)))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }

  private static Optional<ZonedDateTime> time(String date) {
    try {
      return Optional.of(ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
