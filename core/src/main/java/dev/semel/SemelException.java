// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import org.jspecify.annotations.Nullable;

/**
 * What every exception of Semel has: a code with a section in {@code docs/errors.md}, which also
 * begins the message. No message holds a payload, a result or a secret. Immutable.
 */
public abstract sealed class SemelException extends RuntimeException
    permits BatchException,
        BusyException,
        ForgottenException,
        LedgerException,
        MismatchException,
        UnknownOutcomeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  SemelException(String code, String message, @Nullable Throwable cause) {
    super(code + " " + message, cause);
    this.code = code;
  }

  /** The stable code, such as {@code SEMEL-001}. */
  public String code() {
    return code;
  }
}
