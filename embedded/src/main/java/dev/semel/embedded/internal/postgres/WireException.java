// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.postgres;

import java.io.IOException;

/** An error that the server itself sent, with its SQLSTATE. */
public final class WireException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String state;

  public WireException(String state, String message) {
    super(message + " (SQLSTATE " + state + ")");
    this.state = state;
  }

  /** True while the server starts, recovers or stops: class 57P, and 53300 for no free slot. */
  public boolean isPassing() {
    return state.startsWith("57P") || state.equals("53300");
  }
}
