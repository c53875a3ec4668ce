// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

/** What an effect throws that is not to be tried any more, since it ends the process. */
final class Deadly extends Exception {
  private static final long serialVersionUID = 1L;

  private final int deaths;

  Deadly(int deaths) {
    super("%d processes ended while it was applied".formatted(deaths));
    this.deaths = deaths;
  }

  int deaths() {
    return deaths;
  }
}
