// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

/** What a commit waits for. Set per session, so that one server can be measured in all three. */
public enum Setting {
  FSYNC("real fsync", "-c commit_delay=0"),
  FLUSH_1MS("flush of about 1 ms", "-c commit_delay=1000 -c commit_siblings=0"),
  ASYNC("synchronous_commit=off, NOT durable", "-c synchronous_commit=off");

  private final String label;
  private final String options;

  Setting(String label, String options) {
    this.label = label;
    this.options = options;
  }

  public String label() {
    return label;
  }

  /** For the {@code options} parameter of a connection. */
  String options() {
    return options;
  }
}
