// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

import java.util.ArrayList;
import java.util.List;

/** Keeps what it takes in memory, for tests. Thread-safe. */
public final class MemoryPublisher implements Publisher.InOrder {
  private final List<OutgoingMessage> taken = new ArrayList<>();

  public MemoryPublisher() {}

  @Override
  public void publish(List<OutgoingMessage> batch, Answers answers) {
    synchronized (taken) {
      taken.addAll(batch);
    }
    answers.takenAll();
  }

  /** What was taken so far, in order, with what came twice. */
  public List<OutgoingMessage> taken() {
    synchronized (taken) {
      return List.copyOf(taken);
    }
  }

  /** The ids of what was taken so far, in order. */
  public List<String> ids() {
    return taken().stream().map(OutgoingMessage::id).toList();
  }

  /** Forgets what it has taken. */
  public void clear() {
    synchronized (taken) {
      taken.clear();
    }
  }
}
