// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

/** Nobody came back from the attempts before, so there is none. */
final class Deadly extends Exception {
  private static final long serialVersionUID = 1L;

  private final int deaths;

  Deadly(int deaths) {
    super("the last %d attempts ended with the process, or with its connections".formatted(deaths));
    this.deaths = deaths;
  }

  int deaths() {
    return deaths;
  }
}
