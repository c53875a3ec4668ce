// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.reconcile;

import static dev.semel.reconcile.Status.FAILED;
import static dev.semel.reconcile.Status.PENDING;
import static dev.semel.reconcile.Status.REVERSED;
import static dev.semel.reconcile.Status.SUCCEEDED;

import dev.semel.reconcile.Entry;
import dev.semel.reconcile.Status;
import dev.semel.reconcile.Verdict;
import dev.semel.reconcile.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What can be wrong between two sides, made on purpose, with what a run must say of it. */
enum Seeded {
  MATCHED(List.of(SUCCEEDED), List.of(SUCCEEDED)),
  FAILED_QUIETLY(List.of(FAILED), List.of()),
  FAILED_BOTH(List.of(FAILED), List.of(FAILED)),
  REVERSED_BOTH(List.of(REVERSED), List.of(REVERSED)),
  NEVER_CAPTURED(List.of(REVERSED), List.of()),
  MISSING_HERE(List.of(), List.of(SUCCEEDED), Verdict.MISSING_HERE),
  MISSING_HERE_TWICE(
      List.of(), List.of(SUCCEEDED, SUCCEEDED), Verdict.MISSING_HERE, Verdict.MISSING_HERE),
  ONLY_THERE(List.of(), List.of(FAILED), Verdict.ONLY_THERE),
  MISSING_THERE(List.of(SUCCEEDED), List.of(), Verdict.MISSING_THERE),
  UNRESOLVED(List.of(PENDING), List.of(), Verdict.UNRESOLVED),
  STUCK(List.of(PENDING), List.of(PENDING), Verdict.STUCK),
  DOUBT_SUCCEEDED(List.of(PENDING), List.of(SUCCEEDED), Verdict.FINALISE_SUCCEEDED),
  DOUBT_FAILED(List.of(PENDING), List.of(FAILED), Verdict.FINALISE_FAILED),
  DOUBT_REVERSED(List.of(PENDING), List.of(REVERSED), Verdict.FINALISE_REVERSED),
  DOUBT_TWICE(
      List.of(PENDING),
      List.of(SUCCEEDED, SUCCEEDED),
      Verdict.FINALISE_SUCCEEDED,
      Verdict.DUPLICATE_THERE),
  LATE(List.of(SUCCEEDED), List.of(PENDING), Verdict.LATE),
  WATCH(List.of(FAILED), List.of(PENDING), Verdict.WATCH),
  CONFLICT(List.of(SUCCEEDED), List.of(FAILED), Verdict.STATUS_CONFLICT),
  GHOST(List.of(FAILED), List.of(SUCCEEDED), Verdict.GHOST_SUCCESS),
  GHOST_TWICE(
      List.of(FAILED),
      List.of(SUCCEEDED, SUCCEEDED),
      Verdict.GHOST_SUCCESS,
      Verdict.DUPLICATE_THERE),
  REVERSED_THERE(List.of(SUCCEEDED), List.of(REVERSED), Verdict.REVERSED_THERE),
  REVERSAL_MISSING(List.of(REVERSED), List.of(SUCCEEDED), Verdict.REVERSAL_MISSING),
  DUPLICATE_THERE(
      List.of(SUCCEEDED),
      List.of(SUCCEEDED, SUCCEEDED, SUCCEEDED),
      Verdict.DUPLICATE_THERE,
      Verdict.DUPLICATE_THERE),
  DUPLICATE_HERE(List.of(SUCCEEDED, SUCCEEDED), List.of(SUCCEEDED), Verdict.DUPLICATE_HERE),
  ATTEMPT(List.of(SUCCEEDED), List.of(FAILED, SUCCEEDED), Verdict.ATTEMPT_THERE),
  AMOUNT(List.of(SUCCEEDED), List.of(SUCCEEDED), Verdict.AMOUNT_MISMATCH),
  CURRENCY(List.of(SUCCEEDED), List.of(SUCCEEDED), Verdict.CURRENCY_MISMATCH),
  FEE(List.of(SUCCEEDED), List.of(SUCCEEDED), Verdict.FEE_MISMATCH),
  FEE_ROUNDING(List.of(SUCCEEDED), List.of(SUCCEEDED), Verdict.FEE_ROUNDING),
  YESTERDAYS(List.of(SUCCEEDED), List.of(SUCCEEDED)),
  YESTERDAYS_MISSING(List.of(SUCCEEDED), List.of());

  static final Instant DAY = Instant.parse("2026-11-02T00:00:00Z");
  static final Window WINDOW = new Window(DAY, DAY.plus(Duration.ofDays(1)));
  static final Instant COMPLETE = WINDOW.to().plus(Duration.ofDays(10));
  static final long FEE_TOLERANCE = 2;

  private static final long SECONDS = 86_400;

  private final List<Status> ours;
  private final List<Status> theirs;
  private final List<Verdict> verdicts;

  Seeded(List<Status> ours, List<Status> theirs, Verdict... verdicts) {
    this.ours = ours;
    this.theirs = theirs;
    this.verdicts = List.of(verdicts);
  }

  List<Verdict> verdicts() {
    return verdicts;
  }

  /** Our entries under a reference; the number varies what does not matter. */
  List<Entry> ours(String ref, long number) {
    return entries(ref, number, ours, 0);
  }

  List<Entry> theirs(String ref, long number) {
    List<Entry> entries = entries(ref, number, theirs, 60);
    return switch (this) {
      case AMOUNT -> List.of(with(entries.get(0), 1, 0, false));
      case CURRENCY -> List.of(with(entries.get(0), 0, 0, true));
      case FEE -> List.of(with(entries.get(0), 0, FEE_TOLERANCE + 1, false));
      case FEE_ROUNDING -> List.of(with(entries.get(0), 0, FEE_TOLERANCE, false));
      default -> entries;
    };
  }

  private List<Entry> entries(String ref, long number, List<Status> statuses, int later) {
    Instant day = name().startsWith("YESTERDAYS") ? DAY.minusSeconds(SECONDS / 2) : DAY;
    List<Entry> entries = new ArrayList<>();
    for (Status status : statuses) {
      entries.add(
          Entry.of(ref)
              .kind("charge")
              .in(100 + number % 9_000, number % 3 == 0 ? "USD" : "EUR")
              .status(status)
              .feeMinor(30L)
              .occurredAt(day.plusSeconds(number % (SECONDS / 2 - 120) + later))
              .build());
    }
    return entries;
  }

  private static Entry with(Entry entry, long more, long fee, boolean francs) {
    return Entry.of(entry.ref())
        .kind(entry.kind())
        .in(entry.amountMinor() + more, francs ? "CHF" : entry.currency())
        .status(entry.status())
        .feeMinor(30 + fee)
        .occurredAt(entry.occurredAt())
        .build();
  }
}
