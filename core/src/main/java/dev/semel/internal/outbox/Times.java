// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.outbox;

import java.time.Instant;

/**
 * Instants as {@link Instant#toString} writes them, for those that come in the order of time: the
 * text up to the second is made once for all of it. Thread-safe.
 */
final class Times {
  private static volatile Second last = new Second(Instant.EPOCH.getEpochSecond());

  private Times() {}

  /** A second and its text without the zone. Immutable. */
  private static final class Second {
    private final long epochSecond;
    private final String text;

    Second(long epochSecond) {
      this.epochSecond = epochSecond;
      String whole = Instant.ofEpochSecond(epochSecond).toString();
      this.text = whole.substring(0, whole.length() - 1);
    }
  }

  static String text(Instant time) {
    Second second = last;
    if (second.epochSecond != time.getEpochSecond()) {
      second = new Second(time.getEpochSecond());
      last = second;
    }
    int nanos = time.getNano();
    if (nanos == 0) {
      return second.text + "Z";
    }
    int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
    char[] fraction = new char[digits + 2];
    fraction[0] = '.';
    int left = nanos;
    for (int place = 9; place > 0; place--) {
      if (place <= digits) {
        fraction[place] = (char) ('0' + left % 10);
      }
      left /= 10;
    }
    fraction[digits + 1] = 'Z';
    return second.text + new String(fraction);
  }
}
