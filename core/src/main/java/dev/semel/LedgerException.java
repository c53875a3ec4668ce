// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import org.jspecify.annotations.Nullable;

/**
 * The ledger could not do its work: the database failed, the set-up is wrong, or the effect broke a
 * rule of its transaction. Nothing was applied unless the message says so. Immutable.
 */
public final class LedgerException extends SemelException {
  private static final long serialVersionUID = 1L;

  public LedgerException(String code, String message) {
    super(code, message, null);
  }

  public LedgerException(String code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }
}
