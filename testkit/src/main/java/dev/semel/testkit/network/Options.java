// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.time.Duration;

/** What may be asked of this package. */
final class Options {
  private static final Duration TIME_MAX = Duration.ofDays(1);

  private Options() {}

  static Duration time(String what, Duration time) {
    if (time.isNegative() || time.compareTo(TIME_MAX) > 0) {
      throw bad(what + " of " + time + " is refused: use a time from PT0S to " + TIME_MAX);
    }
    return time;
  }

  static byte[] trigger(byte[] bytes) {
    if (bytes.length == 0) {
      throw bad(
          "an empty trigger is in all bytes and in none: use onNext() or onNextReply() to mean"
              + " whatever is sent next");
    }
    return bytes;
  }

  static TestkitException bad(String message) {
    return new TestkitException(Code.NETWORK_OPTION, message);
  }
}
