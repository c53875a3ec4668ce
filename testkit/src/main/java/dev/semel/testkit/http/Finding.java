// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

/**
 * What came of one row: whether it holds, and what was seen, in one line. Immutable, hence
 * thread-safe.
 */
public record Finding(Row row, State state, String seen) {
  /** Whether a row holds. */
  public enum State {
    /** It holds. */
    PASSED("passed"),
    /** It does not. */
    FAILED("failed"),
    /** The application does not offer what the row needs, so that nobody knows. */
    NOT_ASKED("not asked");

    private final String text;

    State(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Override
  public String toString() {
    return row + ": " + state + (seen.isEmpty() ? "" : ": " + seen);
  }
}
