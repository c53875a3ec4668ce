// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import java.time.Instant;

/**
 * The key is older than the ledger's memory: it may have been applied and forgotten, or never have
 * been seen. Nothing was applied; a person or a reconciliation must decide. Immutable.
 */
public final class ForgottenException extends SemelException {
  private static final long serialVersionUID = 1L;

  private final transient Key key;
  private final Instant origin;
  private final Instant memoryFrom;
  private final boolean quarantined;

  public ForgottenException(Key key, Instant origin, Instant memoryFrom, boolean quarantined) {
    super(
        "SEMEL-008",
        ("%s was born at %s, before the memory of its scope begins (%s), so nobody can tell whether"
                + " it was applied; nothing was applied now%s")
            .formatted(
                key,
                origin,
                memoryFrom,
                quarantined ? "; it is listed in semel_quarantine" : ", and its scope refuses it"),
        null);
    this.key = key;
    this.origin = origin;
    this.memoryFrom = memoryFrom;
    this.quarantined = quarantined;
  }

  public Key key() {
    return key;
  }

  public Instant origin() {
    return origin;
  }

  public Instant memoryFrom() {
    return memoryFrom;
  }

  public boolean quarantined() {
    return quarantined;
  }
}
