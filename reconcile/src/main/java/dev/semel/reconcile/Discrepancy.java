// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import dev.semel.reconcile.internal.report.Json;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry, or a pair of them, that is not simply matched. Immutable.
 *
 * @param id the same in every run that finds it again
 * @param verdict what is said of it
 * @param ref the reference both entries have
 * @param ours our entry; null if the verdict is about one of theirs alone
 * @param theirs their entry; null if the verdict is about one of ours alone
 * @param age since it occurred, up to the instant the run speaks of
 */
public record Discrepancy(
    String id,
    Verdict verdict,
    String ref,
    @Nullable Entry ours,
    @Nullable Entry theirs,
    Duration age) {
  /** What would end it, if finalising an effect in doubt would. */
  public Optional<Repair> repair() {
    return verdict.isRepairable() && ours != null && theirs != null
        ? Optional.of(new Repair(id, ours, theirs))
        : Optional.empty();
  }

  /** One line of JSON, without its end. */
  public String json() {
    return Json.of(this);
  }
}
