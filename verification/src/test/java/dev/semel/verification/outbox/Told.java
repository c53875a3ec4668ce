// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import dev.semel.spi.Publisher;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a publisher answered for one batch; the first answer counts. Thread-safe. */
final class Told implements Publisher.Answers {
  private final String[] verdicts;
  private final CountDownLatch open;

  Told(int messages) {
    this.verdicts = new String[messages];
    this.open = new CountDownLatch(messages);
  }

  /** All answers, when they are there: {@code taken}, {@code failed: ...} and so on. */
  List<String> verdicts() throws InterruptedException {
    if (!open.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("no answer for some of " + Arrays.toString(verdicts));
    }
    synchronized (this) {
      return List.of(verdicts);
    }
  }

  /** The first words of the answers. */
  List<String> words() throws InterruptedException {
    return verdicts().stream().map(verdict -> verdict.split(":")[0]).toList();
  }

  private synchronized void tell(int index, String verdict) {
    if (verdicts[index] == null) {
      verdicts[index] = verdict;
      open.countDown();
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
    tell(index, "failed: " + cause.getMessage());
  }

  @Override
  public void unknown(int index, Throwable cause) {
    tell(index, "unknown: " + cause);
  }
}
