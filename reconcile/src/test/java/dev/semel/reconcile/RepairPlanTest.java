// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import static dev.semel.reconcile.Sides.between;
import static dev.semel.reconcile.Sides.entry;
import static dev.semel.reconcile.Status.FAILED;
import static dev.semel.reconcile.Status.PENDING;
import static dev.semel.reconcile.Status.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.reconcile.Repaired.Ending;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a run would repair, and what it never does by itself. */
class RepairPlanTest {
  private static final Lookup SUCCEEDED_THERE = ref -> Optional.of(SUCCEEDED);
  private static final RepairLimits WIDE = new RepairLimits(1_000, 100, Map.of());

  /** So many in doubt that succeeded there, among so many that are right. */
  private static ReconcilerBuilder inDoubt(int doubtful, int right) {
    List<Entry> ours = new ArrayList<>();
    List<Entry> theirs = new ArrayList<>();
    for (int i = 0; i < doubtful + right; i++) {
      String ref = "r%06d".formatted(i);
      ours.add(entry(ref, i < doubtful ? PENDING : SUCCEEDED).build());
      theirs.add(entry(ref, SUCCEEDED).build());
    }
    return between(ours, theirs);
  }

  private static RepairPlan plan(ReconcilerBuilder reconciler) {
    return reconciler.build().run().plan();
  }

  @Test
  void a_repair_has_the_evidence_and_an_id_that_two_runs_share() {
    RepairPlan plan = plan(inDoubt(1, 0));
    Repair repair = plan.repairs().get(0);
    assertThat(repair.ours().status()).isEqualTo(PENDING);
    assertThat(repair.found()).isEqualTo(SUCCEEDED);
    assertThat(repair.theirs().ref()).isEqualTo(repair.ref());
    assertThat(repair.id())
        .isEqualTo("recon:" + repair.discrepancyId() + ":finalise-succeeded")
        .isEqualTo(plan(inDoubt(1, 0)).repairs().get(0).id());
    assertThat(repair.key().id()).isEqualTo(repair.id());
  }

  @Test
  void nothing_but_doubt_is_repaired() {
    List<Entry> ours = new ArrayList<>();
    List<Entry> theirs = new ArrayList<>();
    Set<String> doubtful = new HashSet<>();
    for (Status here : Status.values()) {
      for (Status there : Status.values()) {
        String ref = here + "-" + there;
        ours.add(entry(ref, here).build());
        theirs.add(entry(ref, there).build());
        if (here == PENDING && there != PENDING) {
          doubtful.add(ref);
        }
      }
    }
    ours.sort((a, b) -> a.ref().compareTo(b.ref()));
    theirs.sort((a, b) -> a.ref().compareTo(b.ref()));
    assertThat(plan(between(ours, theirs)).repairs())
        .extracting(Repair::ref)
        .containsExactlyInAnyOrderElementsOf(doubtful);
  }

  @Test
  void more_repairs_than_allowed_are_none() {
    RepairPlan stopped = plan(inDoubt(6, 1_000).limits(new RepairLimits(5, 100, Map.of())));
    assertThat(stopped.repairs()).isEmpty();
    assertThat(stopped.stopped().orElseThrow()).contains("6 effects", "5 may be");
    assertThatThrownBy(() -> stopped.apply(SUCCEEDED_THERE, repair -> true))
        .isInstanceOf(ReconcileException.class)
        .hasMessageStartingWith("SEMEL-709");
    assertThat(plan(inDoubt(5, 1_000).limits(new RepairLimits(5, 100, Map.of()))).repairs())
        .hasSize(5);
  }

  @Test
  void a_larger_part_of_all_effects_than_allowed_is_none() {
    RepairLimits fivePercent = new RepairLimits(1_000, 5, Map.of());
    assertThat(plan(inDoubt(51, 949).limits(fivePercent)).stopped().orElseThrow())
        .contains("51 of 1000 effects", "5 %");
    assertThat(plan(inDoubt(50, 950).limits(fivePercent)).repairs()).hasSize(50);
    assertThat(plan(inDoubt(9, 0).limits(fivePercent)).repairs()).as("a handful").hasSize(9);
    assertThat(plan(inDoubt(10, 0).limits(fivePercent)).repairs()).isEmpty();
  }

  @Test
  void more_money_than_allowed_is_none() {
    assertThat(plan(inDoubt(3, 0).limits(WIDE.amountMax("EUR", 3_599))).stopped().orElseThrow())
        .contains("over 3600 EUR");
    assertThat(plan(inDoubt(3, 0).limits(WIDE.amountMax("EUR", 3_600))).repairs()).hasSize(3);
    assertThat(plan(inDoubt(3, 0).limits(WIDE.amountMax("USD", 1))).repairs()).hasSize(3);
  }

  @Test
  void a_stopped_plan_is_how_the_run_ended() {
    Report report = inDoubt(6, 0).limits(new RepairLimits(5, 100, Map.of())).build().run();
    assertThat(report.exit()).isEqualTo(Exit.STOPPED);
    assertThat(report.text()).contains("repairs: stopped, 6 effects would be finalised");
    assertThat(report.ours(Verdict.FINALISE_SUCCEEDED)).as("all are shown").isEqualTo(6);
  }

  @Test
  void a_plan_finalises_what_they_still_say() {
    List<String> finalised = new ArrayList<>();
    List<Repaired> endings =
        plan(inDoubt(4, 0))
            .apply(
                ref ->
                    ref.endsWith("1")
                        ? Optional.of(FAILED)
                        : ref.endsWith("2") ? Optional.empty() : Optional.of(SUCCEEDED),
                repair -> finalised.add(repair.ref()));
    assertThat(finalised).containsExactly("r000000", "r000003");
    assertThat(endings)
        .extracting(Repaired::ending)
        .containsExactly(Ending.FINALISED, Ending.CHANGED, Ending.CHANGED, Ending.FINALISED);
  }

  @Test
  void a_repair_that_fails_leaves_the_others_alone() {
    List<Repaired> endings =
        plan(inDoubt(3, 0))
            .apply(
                SUCCEEDED_THERE,
                repair -> {
                  if (repair.ref().endsWith("0")) {
                    throw new java.io.IOException("down");
                  }
                  return !repair.ref().endsWith("1");
                });
    assertThat(endings)
        .extracting(Repaired::ending)
        .containsExactly(Ending.FAILED, Ending.ALREADY_FINAL, Ending.FINALISED);
  }

  @Test
  void an_interrupt_ends_a_plan() {
    List<Repaired> endings =
        plan(inDoubt(3, 0))
            .apply(
                ref -> {
                  throw new InterruptedException();
                },
                repair -> true);
    assertThat(endings).extracting(Repaired::ending).containsExactly(Ending.FAILED);
    assertThat(Thread.interrupted()).isTrue();
  }
}
