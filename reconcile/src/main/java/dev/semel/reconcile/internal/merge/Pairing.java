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
    int byOurs = Integer.compare(OURS.indexOf(entry.status()), OURS.indexOf(other.status()));
    if (byOurs != 0 || theirs.isEmpty()) {
      return byOurs;
    }
    Entry their = theirs.get(j);
    Entry theirOther = theirs.get(theirBest);
    int byTheirs = Integer.compare(rank(entry, their), rank(other, theirOther));
    if (byTheirs != 0) {
      return byTheirs;
    }
    int byCurrency = Boolean.compare(foreign(entry, their), foreign(other, theirOther));
    return byCurrency != 0
        ? byCurrency
        : Long.compare(distance(entry, their), distance(other, theirOther));
  }

  private static int rank(Entry ours, Entry theirs) {
    return (ours.status() == Status.REVERSED ? FIRST_WHAT_WAS_TAKEN_BACK : FIRST_WHAT_MOVED_MONEY)
        .indexOf(theirs.status());
  }

  private static boolean foreign(Entry ours, Entry theirs) {
    return !ours.currency().equals(theirs.currency());
  }

  /** Amounts are never negative, so this is no overflow. */
  private static long distance(Entry ours, Entry theirs) {
    return Math.abs(ours.amountMinor() - theirs.amountMinor());
  }
}
