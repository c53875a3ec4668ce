// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import org.jspecify.annotations.Nullable;

/**
 * It cannot be said now whether the effect happened. Do not acknowledge: a later delivery of the
 * same key is safe, because the ledger decides what is true. Immutable.
 */
public final class UnknownOutcomeException extends SemelException {
  private static final long serialVersionUID = 1L;

  private final transient Key key;

  public UnknownOutcomeException(Key key, String why, @Nullable Throwable cause) {
    super(
        "SEMEL-007",
        "%s may or may not have happened: %s; do not acknowledge it, deliver it again"
            .formatted(key, why),
        cause);
    this.key = key;
  }

  public Key key() {
    return key;
  }
}
