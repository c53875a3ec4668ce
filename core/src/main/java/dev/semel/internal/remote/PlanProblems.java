// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the choices for a remote effect. */
public final class PlanProblems {
  private static final int NAME_LENGTH_MAX = 80;
  private static final Duration TIMEOUT_MAX = Duration.ofHours(1);

  private PlanProblems() {}

  public static List<String> of(
      String name, boolean called, Capability capability, Timing timing, int keyLengthMax) {
    List<String> problems = new ArrayList<>();
    if (name.isEmpty()
        || name.length() > NAME_LENGTH_MAX
        || name.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
      problems.add("its name needs 1 to %d visible ASCII characters".formatted(NAME_LENGTH_MAX));
    }
    if (!called) {
      problems.add("it does not say how the call is made: call(...)");
    }
    if (keyLengthMax < Plan.KEY_LENGTH) {
      problems.add(
          "keys of at most %d characters are too short to tell effects apart, %d are needed"
              .formatted(keyLengthMax, Plan.KEY_LENGTH));
    }
    choice(capability, problems);
    times(capability, timing, problems);
    return problems;
  }

  private static void choice(Capability capability, List<String> problems) {
    if (!capability.isChosen()) {
      problems.add(
          "nothing says what to do when an answer is lost. If the gateway takes a key:"
              + " idempotentFor(how long). If it can be asked: lookup(...). If it can be undone:"
              + " reversedBy(...). If none of it: neverRepeat(), and a person is asked, or"
              + " mayDuplicate()");
    }
    boolean safe =
        capability.window() != null || capability.visibleAfter() != null || capability.reversible();
    if (safe && (capability.neverRepeat() || capability.mayDuplicate())) {
      problems.add("neverRepeat() and mayDuplicate() are for gateways that can do nothing else");
    }
    if (capability.neverRepeat() && capability.mayDuplicate()) {
      problems.add("neverRepeat() and mayDuplicate() are opposites");
    }
  }

  private static void times(Capability capability, Timing timing, List<String> problems) {
    Duration timeout = timing.timeout();
    if (timeout.toMillis() < 1 || timeout.compareTo(TIMEOUT_MAX) > 0) {
      problems.add("timeout is %s, allowed is 1 ms to %s".formatted(timeout, TIMEOUT_MAX));
    }
    if (timing.skew().isNegative()) {
      problems.add("skew is %s, allowed is 0 and more".formatted(timing.skew()));
    }
    if (timing.firstPause().toMillis() < 1
        || timing.longestPause().compareTo(timing.firstPause()) < 0) {
      problems.add(
          "pausing from %s to %s; the first is at least 1 ms and not the longer one"
              .formatted(timing.firstPause(), timing.longestPause()));
    }
    if (timing.attempts() < 1) {
      problems.add("attemptsMax is %d, allowed is 1 and more".formatted(timing.attempts()));
    }
    Duration window = capability.window();
    if (window != null && window.minus(capability.margin()).compareTo(timing.lease()) <= 0) {
      problems.add(
          ("the gateway forgets keys after %s, nothing is sent in the last %s of it, and a call may"
                  + " take %s: nothing could ever be sent again. Correct one of them")
              .formatted(window, capability.margin(), timing.lease()));
    }
    if (window != null && capability.margin().compareTo(timing.lease()) < 0) {
      problems.add(
          ("nothing is sent in the last %s of the gateway's window, and a call may take %s: it could"
                  + " arrive when the key is forgotten")
              .formatted(capability.margin(), timing.lease()));
    }
    if (capability.margin().isNegative() || capability.arrival().isNegative()) {
      problems.add("times before the end of a window or until an arrival are 0 and more");
    }
  }
}
