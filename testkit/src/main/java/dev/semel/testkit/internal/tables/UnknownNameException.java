// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

/** A schema, table or column was named that the database does not have. */
public final class UnknownNameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownNameException(String message) {
    super(message);
  }
}
