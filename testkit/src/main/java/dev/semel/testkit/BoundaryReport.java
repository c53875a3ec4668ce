// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.internal.boundary.Observed;
import dev.semel.testkit.internal.boundary.Rules;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@link Boundary} saw in one delivery. Immutable, hence thread-safe. */
public final class BoundaryReport {
  private final Observed observed;
  private final List<String> findings;
  private final @Nullable Throwable failure;
  private final boolean sockets;

  BoundaryReport(Observed observed, @Nullable Throwable failure, boolean sockets) {
    this.observed = observed;
    this.findings = Rules.findings(observed);
    this.failure = failure;
    this.sockets = sockets;
  }

  /** Each breach in words; empty if there is none. */
  public List<String> findings() {
    return findings;
  }

  /** What was thrown by the delivery. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** The calls that went through doors, in their order, without values. */
  public List<String> calls() {
    return observed.shownCalls();
  }

  /**
   * Fails with all findings and the calls that led to them; and also if the delivery failed, or if
   * it wrote nothing through a door, since then nothing is proved.
   */
  public BoundaryReport assertEffectStaysInOneTransaction() {
    if (!findings.isEmpty()) {
      throw new AssertionError(toString(), failure);
    }
    if (failure != null) {
      throw new AssertionError(
          "the delivery failed, so nothing is said about its transaction: "
              + failure.getClass().getName(),
          failure);
    }
    if (observed.isVacuous()) {
      throw new AssertionError(
          "the delivery wrote nothing through the database's door, so nothing is proved. Does the"
              + " code under test use doors.database(), and is the message a new one?"
              + story());
    }
    return this;
  }

  @Override
  public String toString() {
    if (findings.isEmpty()) {
      return "the effect stays in one transaction" + (sockets ? "" : " (sockets not watched)");
    }
    StringBuilder text = new StringBuilder("the effect does not stay in one transaction. It\n");
    for (int i = 0; i < findings.size(); i++) {
      text.append(i + 1).append(". ").append(findings.get(i)).append('\n');
    }
    return text + story().strip();
  }

  private String story() {
    StringBuilder story = new StringBuilder("\nwhat went through the doors:\n");
    calls().forEach(call -> story.append("  ").append(call).append('\n'));
    if (calls().isEmpty()) {
      story.append("  nothing\n");
    }
    if (observed.unwrapped()) {
      story.append(
          "a connection was unwrapped: what was done with the driver's own is not in this list\n");
    }
    return story.toString();
  }
}
