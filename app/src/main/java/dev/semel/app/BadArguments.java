// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

/** The command line cannot be understood; the message says what to write instead. */
final class BadArguments extends Exception {
  private static final long serialVersionUID = 1L;

  BadArguments(String message) {
    super(message);
  }
}
