// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.lanes;

import java.util.concurrent.atomic.AtomicLong;

/** How much the workers have settled, and a bell that says when there is more. Thread-safe. */
public final class Tally {
  private final AtomicLong settled = new AtomicLong();
  private final Signal signal = new Signal();

  void settled(int messages) {
    settled.addAndGet(messages);
    signal.ring();
  }

  public long settled() {
    return settled.get();
  }

  public Signal signal() {
    return signal;
  }
}
