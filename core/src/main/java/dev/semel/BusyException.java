// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import java.time.Duration;

/**
 * Another delivery of the same key was still running when the wait was over. Whether it will
 * succeed is open: do not acknowledge, deliver again later. Immutable.
 */
public final class BusyException extends SemelException {
  private static final long serialVersionUID = 1L;

  private final transient Key key;
  private final Duration waited;

  public BusyException(Key key, Duration waited) {
    super(
        "SEMEL-005",
        ("%s is being applied by another delivery and was not settled after %d ms; nothing was"
                + " applied here: deliver it again later")
            .formatted(key, waited.toMillis()),
        null);
    this.key = key;
    this.waited = waited;
  }

  public Key key() {
    return key;
  }

  public Duration waited() {
    return waited;
  }
}
