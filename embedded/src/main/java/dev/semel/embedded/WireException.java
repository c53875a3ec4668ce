// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import java.io.IOException;

/** An error that the server itself sent, with its SQLSTATE. */
final class WireException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String state;

  WireException(String state, String message) {
    super(message + " (SQLSTATE " + state + ")");
    this.state = state;
  }

  /** True while the server starts, recovers or stops: class 57P, and 53300 for no free slot. */
  boolean isPassing() {
    return state.startsWith("57P") || state.equals("53300");
  }
}
