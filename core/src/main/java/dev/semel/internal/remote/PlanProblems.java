// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the choices for a remote effect. */
public final class PlanProblems {
  private static final int NAME_LENGTH_MAX = 80;
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration CALL_MAX = Duration.ofHours(1);

  /** More cannot be added to a date of every database; that is for ever. */
  private static final Duration EVER = Duration.ofDays(36_500);

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
    int before = problems.size();
    between("timeout", timing.timeout(), SHORTEST, CALL_MAX, problems);
    between("skew", timing.skew(), SHORTEST, CALL_MAX, problems);
    between("the first pause", timing.firstPause(), SHORTEST, EVER, problems);
    between("the longest pause", timing.longestPause(), timing.firstPause(), EVER, problems);
    between("stoppingBeforeTheEnd", capability.margin(), Duration.ZERO, EVER, problems);
    between("arrivingWithin", capability.arrival(), Duration.ZERO, EVER, problems);
    if (capability.visibleAfter() != null) {
      between("visibleAfter", capability.visibleAfter(), Duration.ZERO, EVER, problems);
    }
    if (capability.window() != null) {
      between("idempotentFor", capability.window(), SHORTEST, EVER, problems);
    }
    if (timing.attempts() < 1) {
      problems.add("attemptsMax is %d, allowed is 1 and more".formatted(timing.attempts()));
    }
    if (capability.window() != null && problems.size() == before) {
      window(capability.window(), capability.margin(), timing.lease(), problems);
    }
  }

  private static void between(
      String what, Duration time, Duration least, Duration most, List<String> problems) {
    if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
      problems.add("%s is %s, allowed is %s to %s".formatted(what, time, least, most));
    }
  }

  private static void window(
      Duration window, Duration margin, Duration lease, List<String> problems) {
    if (window.minus(margin).compareTo(lease) <= 0) {
      problems.add(
          ("the gateway forgets keys after %s, nothing is sent in the last %s of it, and a call may"
                  + " take %s: nothing could ever be sent again. Correct one of them")
              .formatted(window, margin, lease));
    }
    if (margin.compareTo(lease) < 0) {
      problems.add(
          ("nothing is sent in the last %s of the gateway's window, and a call may take %s: it could"
                  + " arrive when the key is forgotten. A longer stoppingBeforeTheEnd, or a shorter"
                  + " timeout")
              .formatted(margin, lease));
    }
  }
}
