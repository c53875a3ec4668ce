// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import org.jspecify.annotations.Nullable;

/**
 * A run that has no report: an input that cannot be used, or a window that cannot be answered for.
 * The message begins with the code, which has a section in {@code docs/errors.md}, and holds no
 * content of an entry. Immutable, hence thread-safe.
 */
public final class ReconcileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  public ReconcileException(String code, String message) {
    this(code, message, null);
  }

  public ReconcileException(String code, String message, @Nullable Throwable cause) {
    super(code + " " + message, cause);
    this.code = code;
  }

  /** The stable code, such as {@code SEMEL-702}. */
  public String code() {
    return code;
  }
}
