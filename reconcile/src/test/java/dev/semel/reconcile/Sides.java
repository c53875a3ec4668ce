// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Entries and reconcilers of the tests, around one day. */
public final class Sides {
  public static final Instant DAY = Instant.parse("2026-11-02T00:00:00Z");
  public static final Window WINDOW = new Window(DAY, DAY.plus(Duration.ofDays(1)));

  /** Ten days after the window: everything in it is old. */
  public static final Instant COMPLETE = WINDOW.to().plus(Duration.ofDays(10));

  private Sides() {}

  /** Twelve euros at noon. */
  public static Entry.Builder entry(String ref, Status status) {
    return Entry.of(ref)
        .kind("charge")
        .in(1_200, "EUR")
        .status(status)
        .occurredAt(DAY.plus(Duration.ofHours(12)));
  }

  public static List<Entry> entries(String ref, Status... statuses) {
    List<Entry> entries = new ArrayList<>();
    for (Status status : statuses) {
      entries.add(entry(ref, status).build());
    }
    return entries;
  }

  public static List<Entry> list(Entry.Builder... builders) {
    return Arrays.stream(builders).map(Entry.Builder::build).toList();
  }

  /** A reconciler of two complete sides. */
  public static ReconcilerBuilder between(List<Entry> ours, List<Entry> theirs) {
    return Reconciler.named("test")
        .ours(EntrySource.of(ours).completeTo(COMPLETE))
        .theirs(EntrySource.of(theirs).completeTo(COMPLETE))
        .over(WINDOW);
  }

  public static List<Discrepancy> found(ReconcilerBuilder reconciler) {
    List<Discrepancy> found = new ArrayList<>();
    reconciler.build().run(found::add);
    return found;
  }

  public static List<Verdict> verdicts(ReconcilerBuilder reconciler) {
    return found(reconciler).stream().map(Discrepancy::verdict).toList();
  }
}
