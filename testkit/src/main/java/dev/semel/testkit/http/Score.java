// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import dev.semel.testkit.http.Finding.State;
import java.net.URI;
import java.util.List;

/** The findings of a run over all rows, as a table. Immutable, hence thread-safe. */
public record Score(URI base, List<Finding> findings) {
  public Score {
    findings = List.copyOf(findings);
  }

  /** The findings of one state. */
  public List<Finding> of(State state) {
    return findings.stream().filter(finding -> finding.state() == state).toList();
  }

  /** Whether no row failed; rows that were not asked are no failures, and no passes either. */
  public boolean conforms() {
    return of(State.FAILED).isEmpty();
  }

  /** Fails with every row that failed. */
  public void assertConforms() {
    if (!conforms()) {
      StringBuilder message = new StringBuilder(summary());
      of(State.FAILED).forEach(finding -> message.append('\n').append(finding));
      throw new AssertionError(message);
    }
  }

  /** The counts alone. */
  public String summary() {
    return "%s: %d rows: %d passed, %d failed, %d not asked"
        .formatted(
            base,
            findings.size(),
            of(State.PASSED).size(),
            of(State.FAILED).size(),
            of(State.NOT_ASKED).size());
  }

  /** The table: row, what came of it, what was seen. */
  @Override
  public String toString() {
    int width = findings.stream().mapToInt(f -> f.row().id().length()).max().orElse(0);
    StringBuilder table = new StringBuilder();
    for (Finding finding : findings) {
      table.append(
          "%s · %-9s · %s · %s%n"
              .formatted(
                  padded(finding.row().id(), width),
                  finding.state(),
                  finding.row().title(),
                  finding.seen()));
    }
    return table.append(summary()).toString();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
