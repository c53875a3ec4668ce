// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import java.net.http.HttpRequest;
import java.time.Duration;

/** What can be wrong with a choice. */
final class Checks {
  private Checks() {}

  /** Said now, and not by each attempt, if the client does not let us set it. */
  static String header(String name) {
    HttpRequest.Builder unused = HttpRequest.newBuilder().header(name, "x");
    return name;
  }

  static Duration positive(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("timeout " + timeout + " is not within 0 and a day");
    }
    return timeout;
  }

  static int positive(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("answerBytesMax " + bytes + " is not above 0");
    }
    return bytes;
  }
}
