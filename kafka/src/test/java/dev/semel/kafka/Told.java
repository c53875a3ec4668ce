// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.spi.Publisher.Answers;
import java.util.Arrays;
import java.util.List;

/** What a publisher answered for one batch; the first answer counts. Thread-safe. */
final class Told implements Answers {
  private final String[] verdicts;

  Told(int messages) {
    this.verdicts = new String[messages];
  }

  /** Null where there is no answer yet. */
  synchronized List<String> verdicts() {
    return Arrays.asList(verdicts.clone());
  }

  /** The first words. */
  List<String> words() {
    return verdicts().stream().map(v -> v == null ? "nothing" : v.split(":")[0]).toList();
  }

  private synchronized void tell(int index, String verdict) {
    if (verdicts[index] == null) {
      verdicts[index] = verdict;
    }
  }

  @Override
  public void taken(int index) {
    tell(index, "taken");
  }

  @Override
  public void takenAll() {
    for (int i = 0; i < verdicts.length; i++) {
      tell(i, "taken");
    }
  }

  @Override
  public void refused(int index, String reason) {
    tell(index, "refused: " + reason);
  }

  @Override
  public void failed(int index, Throwable cause) {
    tell(index, "failed: " + cause);
  }

  @Override
  public void unknown(int index, Throwable cause) {
    tell(index, "unknown: " + cause);
  }
}
