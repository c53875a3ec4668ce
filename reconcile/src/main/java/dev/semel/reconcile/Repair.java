// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import dev.semel.Key;
import java.util.Locale;

/**
 * An effect in doubt that would be finalised, and the evidence. Immutable.
 *
 * @param discrepancyId what it would end
 * @param ours our entry, in doubt
 * @param theirs their record of it
 */
public record Repair(String discrepancyId, Entry ours, Entry theirs) {
  private static final String SCOPE = "reconcile";

  public String ref() {
    return ours.ref();
  }

  /** What they found. */
  public Status found() {
    return theirs.status();
  }

  /** The same in every run, so that two runs cannot repair twice. */
  public String id() {
    return "recon:%s:finalise-%s".formatted(discrepancyId, found().name().toLowerCase(Locale.ROOT));
  }

  /** The id as a key of the ledger, for a finaliser that is an effect of its own. */
  public Key key() {
    return Key.of(SCOPE, id());
  }
}
