// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;

/** How the kit says what went wrong around a schedule. */
final class Stories {
  private Stories() {}

  static String flowFailed(int life, Throwable failure) {
    Throwable cause = failure;
    StringBuilder story = new StringBuilder();
    story.append("the flow failed in life ").append(life);
    while (cause != null) {
      story.append(": ").append(cause.getClass().getSimpleName());
      if (cause.getMessage() != null) {
        story.append(" (").append(cause.getMessage()).append(')');
      }
      cause = cause.getCause() == cause ? null : cause.getCause();
    }
    return story.toString();
  }

  static TestkitException givenFailed(Exception cause) {
    return new TestkitException(
        Code.SCENARIO_FAILED,
        "the state in which every schedule begins could not be made: "
            + cause.getMessage()
            + ". Look at what given(...) does; it must work as often as it is called.",
        cause);
  }

  static TestkitException notDeterministic(Step now, Step then) {
    String was =
        now.place() == then.place()
            ? "another call before"
            : "'%s' in life %d before".formatted(then.describe(), then.life());
    return new TestkitException(
        Code.NOT_DETERMINISTIC,
        ("the flow does not take the same steps every time: step %d is '%s' in life %d and was %s."
                + " A schedule can only be run again if it does. Look for threads, timers, random"
                + " choices, iteration over a HashMap, and for state that given(...) leaves.")
            .formatted(now.number(), now.describe(), now.life(), was));
  }

  static TestkitException diedNowhere(int number, int steps) {
    return new TestkitException(
        Code.NOT_DETERMINISTIC,
        ("the process was to die at step %d, but the flow ended after %d. It took more steps when"
                + " it ran before: look for threads, timers and random choices.")
            .formatted(number, steps));
  }
}
