// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import dev.semel.reconcile.Repaired.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run would repair. Making one changes nothing, so every run is a dry run first; applying it
 * is a second decision. Immutable.
 */
public final class RepairPlan {
  private static final Logger LOG = LoggerFactory.getLogger(RepairPlan.class);

  private final List<Repair> repairs;
  private final @Nullable String stopped;

  private RepairPlan(List<Repair> repairs, @Nullable String stopped) {
    this.repairs = List.copyOf(repairs);
    this.stopped = stopped;
  }

  public static RepairPlan of(List<Repair> repairs) {
    return new RepairPlan(repairs, null);
  }

  /** A plan that repairs nothing, for the reason given. */
  public static RepairPlan stoppedBecause(String reason) {
    return new RepairPlan(List.of(), reason);
  }

  /** In the order of references; none if it was stopped. */
  public List<Repair> repairs() {
    return repairs;
  }

  /** Why nothing may be repaired: a limit that was passed. */
  public Optional<String> stopped() {
    return Optional.ofNullable(stopped);
  }

  /**
   * Repairs, each after the other side was asked once more about this one reference. What throws is
   * logged and leaves the others alone.
   *
   * @throws ReconcileException {@code SEMEL-709} if the plan was stopped
   */
  public List<Repaired> apply(Lookup lookup, Finaliser finaliser) {
    if (stopped != null) {
      throw new ReconcileException("SEMEL-709", "nothing is repaired: " + stopped);
    }
    List<Repaired> endings = new ArrayList<>(repairs.size());
    for (Repair repair : repairs) {
      endings.add(new Repaired(repair, ending(repair, lookup, finaliser)));
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
    }
    return endings;
  }

  private static Ending ending(Repair repair, Lookup lookup, Finaliser finaliser) {
    try {
      if (!lookup.find(repair.ref()).equals(Optional.of(repair.found()))) {
        return Ending.CHANGED;
      }
      return finaliser.finalise(repair) ? Ending.FINALISED : Ending.ALREADY_FINAL;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Ending.FAILED;
    } catch (Exception e) {
      LOG.warn(
          "SEMEL-710 repair {} of {} failed; a later run may do it", repair.id(), repair.ref(), e);
      return Ending.FAILED;
    }
  }
}
