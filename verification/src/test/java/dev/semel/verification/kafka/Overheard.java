// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import dev.semel.spi.RelayEvent;
import dev.semel.spi.SemelEvent;
import dev.semel.spi.SemelListener;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** What a relay told while it worked; something may be done at a certain message. Thread-safe. */
final class Overheard implements SemelListener {
  private record Plan(long sent, Runnable deed) {}

  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong resent = new AtomicLong();
  private final AtomicLong outages = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong gaveUp = new AtomicLong();
  private final AtomicLong attemptsMost = new AtomicLong();
  private final AtomicLong retried = new AtomicLong();
  private final AtomicReference<Plan> plan = new AtomicReference<>();

  /** Does it on the thread of the relay, when so many were sent: in the middle of its work. */
  void when(long messages, Runnable deed) {
    plan.set(new Plan(messages, deed));
  }

  @Override
  public void on(SemelEvent event) {
    if (event instanceof RelayEvent.Sent some) {
      resent.addAndGet(some.resent());
      long all = sent.addAndGet(some.messages());
      Plan next = plan.get();
      if (next != null && all >= next.sent() && plan.compareAndSet(next, null)) {
        next.deed().run();
      }
    } else if (event instanceof RelayEvent.Outage) {
      outages.incrementAndGet();
    } else if (event instanceof RelayEvent.Refused) {
      refused.incrementAndGet();
    } else if (event instanceof RelayEvent.GaveUp) {
      gaveUp.incrementAndGet();
    } else if (event instanceof RelayEvent.Retrying again) {
      retried.incrementAndGet();
      attemptsMost.accumulateAndGet(again.attempts(), Math::max);
    }
  }

  long sent() {
    return sent.get();
  }

  long resent() {
    return resent.get();
  }

  long outages() {
    return outages.get();
  }

  long refused() {
    return refused.get();
  }

  long gaveUp() {
    return gaveUp.get();
  }

  /** The most attempts that were counted for one message. */
  long attemptsMost() {
    return attemptsMost.get();
  }

  @Override
  public String toString() {
    return "%s sent, %s of them again; %s outages, %s tried again one by one, at most %s times"
        .formatted(sent, resent, outages, retried, attemptsMost);
  }
}
