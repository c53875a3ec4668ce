// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.reconcile;

import dev.semel.reconcile.Entry;
import dev.semel.reconcile.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The same comparison said another way: all in memory, nothing in order, each reference looked for
 * in both lists, each cell of the matrix an entry of one table of words. Knows no code of the
 * module but its values.
 */
final class Naive {
  private static final String TABLE =
      """
              ABSENT         PENDING  SUCCEEDED           FAILED           REVERSED
      NONE    -              ONLY     MISSING_HERE        ONLY             ONLY
      PENDING UNRESOLVED     STUCK    FINALISE_SUCCEEDED  FINALISE_FAILED  FINALISE_REVERSED
      SUCCEEDED MISSING_THERE LATE    MATCHED             STATUS_CONFLICT  REVERSED_THERE
      FAILED  MATCHED        WATCH    GHOST_SUCCESS       MATCHED          MATCHED
      REVERSED CAPTURED      WATCH    REVERSAL_MISSING    MATCHED          MATCHED
      """;

  private static final Duration SETTLEMENT_LAG = Duration.ofDays(1);
  private static final Duration SLA = Duration.ofDays(3);

  private final Instant from;
  private final Instant to;
  private final Instant asOf;
  private final long feeTolerance;

  Naive(Instant from, Instant to, Instant asOf, long feeTolerance) {
    this.from = from;
    this.to = to;
    this.asOf = asOf;
    this.feeTolerance = feeTolerance;
  }

  /** Lines of reference, verdict and how many entries it is about; quiet verdicts included. */
  List<String> of(Collection<Entry> ours, Collection<Entry> theirs) {
    Set<String> things = new LinkedHashSet<>();
    ours.forEach(entry -> things.add(thing(entry)));
    theirs.forEach(entry -> things.add(thing(entry)));
    List<String> lines = new ArrayList<>();
    for (String thing : things) {
      List<Entry> here = ours.stream().filter(e -> thing(e).equals(thing)).toList();
      List<Entry> there = theirs.stream().filter(e -> thing(e).equals(thing)).toList();
      for (String line : thing(here, there)) {
        lines.add(thing + " " + line);
      }
    }
    return lines;
  }

  static String thing(Entry entry) {
    return entry.ref() + "|" + entry.kind() + "|" + entry.direction();
  }

  private List<String> thing(List<Entry> here, List<Entry> there) {
    boolean oursIn = here.stream().anyMatch(this::in);
    boolean theirsIn = there.stream().anyMatch(this::in);
    List<String> lines = new ArrayList<>();
    if (!oursIn && !theirsIn) {
      here.forEach(any -> lines.add("OUTSIDE ours"));
      there.forEach(any -> lines.add("OUTSIDE theirs"));
    } else if (here.isEmpty()) {
      there.forEach(
          entry ->
              lines.add(
                  (in(entry) ? cell("NONE", entry.status()) : "OUTSIDE")
                          .replace("ONLY", "ONLY_THERE")
                      + " theirs"));
    } else {
      group(here, there, lines);
      if (!oursIn) {
        lines.replaceAll(
            line -> line.replaceFirst("^(MATCHED|ATTEMPT_THERE|IN_FLIGHT) ", "OUTSIDE "));
      }
    }
    return lines;
  }

  private void group(List<Entry> here, List<Entry> there, List<String> lines) {
    Entry ours = here.get(0);
    Entry theirs = there.isEmpty() ? null : there.get(0);
    for (Entry o : here) {
      for (Entry t : there.isEmpty() ? java.util.Arrays.asList((Entry) null) : there) {
        if (weight(o, t) < weight(ours, theirs)) {
          ours = o;
          theirs = t;
        }
      }
    }
    lines.add(pair(ours, theirs) + (theirs == null ? " ours" : " both"));
    for (int i = 1; i < here.size(); i++) {
      lines.add("DUPLICATE_HERE ours");
    }
    boolean skipped = false;
    for (Entry t : there) {
      if (t == theirs && !skipped) {
        skipped = true;
      } else {
        lines.add((t.status() == Status.FAILED ? "ATTEMPT_THERE" : "DUPLICATE_THERE") + " theirs");
      }
    }
  }

  /** As one number: both states, the currency, the distance of amounts, then of fees. */
  private static long weight(Entry ours, Entry theirs) {
    long weight = "SPRF".indexOf(ours.status().name().charAt(0)) * 2;
    if (ours.status() == Status.REVERSED && ours.settledAt() == null) {
      weight++;
    }
    if (theirs == null) {
      return weight;
    }
    String order = ours.status() == Status.REVERSED ? "RSPF" : "SRPF";
    weight = weight * 4 + order.indexOf(theirs.status().name().charAt(0));
    weight = weight * 2 + (ours.currency().equals(theirs.currency()) ? 0 : 1);
    weight = weight * 1_000_000 + Math.abs(ours.amountMinor() - theirs.amountMinor());
    boolean fees = ours.feeMinor() != null && theirs.feeMinor() != null;
    return weight * 1_000_000 + (fees ? Math.abs(ours.feeMinor() - theirs.feeMinor()) : 0);
  }

  private String pair(Entry ours, Entry theirs) {
    String cell = cell(ours.status().name(), theirs == null ? null : theirs.status());
    Duration age = Duration.between(ours.occurredAt(), asOf);
    if (cell.equals("CAPTURED")) {
      cell = ours.settledAt() == null ? "MATCHED" : "MISSING_THERE";
    }
    if (cell.equals("MISSING_THERE") && age.compareTo(SETTLEMENT_LAG) < 0
        || cell.equals("STUCK") && age.compareTo(SLA) < 0) {
      return "IN_FLIGHT";
    }
    boolean bothDone = ours.status() == Status.SUCCEEDED && cell.equals("MATCHED");
    if (theirs == null || !bothDone && !cell.startsWith("FINALISE")) {
      return cell;
    }
    if (!ours.currency().equals(theirs.currency())) {
      return "CURRENCY_MISMATCH";
    }
    if (ours.amountMinor() != theirs.amountMinor()) {
      return "AMOUNT_MISMATCH";
    }
    return bothDone ? fee(ours, theirs) : cell;
  }

  private String fee(Entry ours, Entry theirs) {
    if (ours.feeMinor() == null || theirs.feeMinor() == null) {
      return "MATCHED";
    }
    long difference = Math.abs(ours.feeMinor() - theirs.feeMinor());
    return difference == 0
        ? "MATCHED"
        : difference <= feeTolerance ? "FEE_ROUNDING" : "FEE_MISMATCH";
  }

  private static String cell(String ours, Status theirs) {
    List<String> rows = TABLE.lines().toList();
    List<String> columns = List.of(rows.get(0).trim().split(" +"));
    String row =
        rows.stream().filter(line -> line.startsWith(ours + " ")).findFirst().orElseThrow();
    return row.split(" +")[1 + columns.indexOf(theirs == null ? "ABSENT" : theirs.name())];
  }

  private boolean in(Entry entry) {
    return !entry.occurredAt().isBefore(from) && entry.occurredAt().isBefore(to);
  }
}
