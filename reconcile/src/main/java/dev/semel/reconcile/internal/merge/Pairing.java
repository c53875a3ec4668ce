// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import dev.semel.reconcile.Entry;
import dev.semel.reconcile.Status;
import java.util.Comparator;
import java.util.List;

/**
 * Which two of a group belong together, when a side has several under one reference. The choice
 * depends on what they hold and never on the order they came in; the others are duplicates.
 */
final class Pairing {
  /** Entries by all they hold. */
  static final Comparator<Entry> BY_CONTENT =
      Comparator.comparing(Entry::status)
          .thenComparing(Entry::occurredAt)
          .thenComparing(Entry::currency)
          .thenComparing(Entry::amountMinor)
          .thenComparing(Entry::settledAt, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Entry::feeMinor, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Entry::batchRef, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Entry::digest, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(entry -> entry.altRefs().toString());

  /** Money that moved comes first: it must not hide behind an attempt that failed. */
  private static final List<Status> FIRST_WHAT_MOVED_MONEY =
      List.of(Status.SUCCEEDED, Status.REVERSED, Status.PENDING, Status.FAILED);

  private static final List<Status> FIRST_WHAT_WAS_TAKEN_BACK =
      List.of(Status.REVERSED, Status.SUCCEEDED, Status.PENDING, Status.FAILED);
  private static final List<Status> OURS =
      List.of(Status.SUCCEEDED, Status.PENDING, Status.REVERSED, Status.FAILED);

  private Pairing() {}

  /** Puts the pair first on both sides; the rest stands by content. Their side may be empty. */
  static void pairFirst(List<Entry> ours, List<Entry> theirs) {
    ours.sort(BY_CONTENT);
    theirs.sort(BY_CONTENT);
    int best = 0;
    int theirBest = 0;
    for (int i = 0; i < ours.size(); i++) {
      for (int j = 0; j < Math.max(1, theirs.size()); j++) {
        if (compare(ours, theirs, i, j, best, theirBest) < 0) {
          best = i;
          theirBest = j;
        }
      }
    }
    ours.add(0, ours.remove(best));
    if (!theirs.isEmpty()) {
      theirs.add(0, theirs.remove(theirBest));
    }
  }

  private static int compare(
      List<Entry> ours, List<Entry> theirs, int i, int j, int best, int theirBest) {
    Entry entry = ours.get(i);
    Entry other = ours.get(best);
    int byOurs = Integer.compare(rank(entry), rank(other));
    return byOurs != 0 || theirs.isEmpty()
        ? byOurs
        : compare(entry, theirs.get(j), other, theirs.get(theirBest));
  }

  private static int compare(Entry ours, Entry theirs, Entry bestOurs, Entry bestTheirs) {
    int byTheirs = Integer.compare(rank(ours, theirs), rank(bestOurs, bestTheirs));
    if (byTheirs != 0) {
      return byTheirs;
    }
    int byCurrency = Boolean.compare(foreign(ours, theirs), foreign(bestOurs, bestTheirs));
    if (byCurrency != 0) {
      return byCurrency;
    }
    int byAmount = Long.compare(distance(ours, theirs), distance(bestOurs, bestTheirs));
    return byAmount != 0
        ? byAmount
        : Long.compare(feeDistance(ours, theirs), feeDistance(bestOurs, bestTheirs));
  }

  /** What was captured before it was reversed had moved money. */
  private static int rank(Entry ours) {
    boolean neverCaptured = ours.status() == Status.REVERSED && ours.settledAt() == null;
    return OURS.indexOf(ours.status()) * 2 + (neverCaptured ? 1 : 0);
  }

  private static int rank(Entry ours, Entry theirs) {
    return (ours.status() == Status.REVERSED ? FIRST_WHAT_WAS_TAKEN_BACK : FIRST_WHAT_MOVED_MONEY)
        .indexOf(theirs.status());
  }

  private static boolean foreign(Entry ours, Entry theirs) {
    return !ours.currency().equals(theirs.currency());
  }

  private static long distance(Entry ours, Entry theirs) {
    return distance(ours.amountMinor(), theirs.amountMinor());
  }

  private static long feeDistance(Entry ours, Entry theirs) {
    Long fee = ours.feeMinor();
    Long theirFee = theirs.feeMinor();
    return fee == null || theirFee == null ? 0 : distance(fee, theirFee);
  }

  private static long distance(long a, long b) {
    long difference = a > b ? a - b : b - a;
    return difference < 0 ? Long.MAX_VALUE : difference;
  }
}
