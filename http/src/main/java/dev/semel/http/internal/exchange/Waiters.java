// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import java.util.concurrent.Semaphore;

/** How many requests may wait at once. Thread-safe. */
public final class Waiters {
  private final Semaphore places;

  public Waiters(int most) {
    this.places = new Semaphore(most);
  }

  boolean enter() {
    return places.tryAcquire();
  }

  void leave() {
    places.release();
  }
}
