// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

/** A cell did not do what it was to do, so that its speed is of no interest. */
public final class WrongCellException extends Exception {
  private static final long serialVersionUID = 1L;

  public WrongCellException(String message) {
    super(message);
  }
}
