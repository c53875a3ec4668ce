// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import dev.semel.reconcile.Discrepancy;
import dev.semel.reconcile.Entry;
import dev.semel.reconcile.EntryCursor;
import dev.semel.reconcile.Report;
import dev.semel.reconcile.Report.SideRead;
import dev.semel.reconcile.Severity;
import dev.semel.reconcile.Status;
import dev.semel.reconcile.Verdict;
import dev.semel.reconcile.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The run: two cursors in one order, read once, side by side. What it holds at a time is the
 * entries of one reference, so memory is bounded by the largest group. For one thread, once.
 */
public final class Merge {
  private final Rules rules;
  private final Window window;
  private final Optional<Instant> oursTo;
  private final Optional<Instant> theirsTo;
  private final Instant asOf;
  private final Side ours;
  private final Side theirs;
  private final Tally tally;
  private final Planning planning;
  private final Consumer<? super Discrepancy> each;
  private final Map<Verdict, Integer> ordinals = new EnumMap<>(Verdict.class);

  private Merge(
      Rules rules,
      EntryCursor ours,
      EntryCursor theirs,
      Consumer<? super Discrepancy> each,
      Tally tally) {
    this.rules = rules;
    this.window = rules.window();
    this.oursTo = ours.completeTo();
    this.theirsTo = theirs.completeTo();
    Watermarks.assertReach(rules, oursTo, theirsTo);
    this.asOf = theirsTo.orElse(window.to());
    this.each = each;
    this.tally = tally;
    this.planning = new Planning(rules.limits());
    this.ours = new Side("our side", ours, rules.groupMax(), tally::readOurs);
    this.theirs = new Side("their side", theirs, rules.groupMax(), tally::readTheirs);
  }

  /** Reads both to their ends. */
  public static Report run(
      Rules rules, EntryCursor ours, EntryCursor theirs, Consumer<? super Discrepancy> each) {
    return run(rules, ours, theirs, each, new Tally());
  }

  static Report run(
      Rules rules,
      EntryCursor ours,
      EntryCursor theirs,
      Consumer<? super Discrepancy> each,
      Tally tally) {
    return new Merge(rules, ours, theirs, each, tally).run();
  }

  private Report run() {
    List<Entry> here = new ArrayList<>();
    List<Entry> there = new ArrayList<>();
    for (String ref = lowest(); ref != null; ref = lowest()) {
      ours.take(ref, here);
      theirs.take(ref, there);
      judge(here, there);
    }
    tally.assertAddsUp();
    return new Report(
        rules.name(),
        window,
        asOf,
        new SideRead(oursTo, theirsTo),
        tally.read(),
        tally.totals(),
        tally.ageing(),
        planning.plan(tally.totals()));
  }

  private @Nullable String lowest() {
    String a = ours.ref();
    String b = theirs.ref();
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return RefOrder.compare(a, b) <= 0 ? a : b;
  }

  private void judge(List<Entry> here, List<Entry> there) {
    if (here.size() + there.size() == 1
        || (here.size() == 1 && there.size() == 1 && alike(here.get(0), there.get(0)))) {
      judgeAlike(here, there);
      return;
    }
    Map<String, List<List<Entry>>> kinds = new TreeMap<>();
    here.forEach(entry -> kind(kinds, entry).get(0).add(entry));
    there.forEach(entry -> kind(kinds, entry).get(1).add(entry));
    kinds.values().forEach(both -> judgeAlike(both.get(0), both.get(1)));
  }

  private static boolean alike(Entry a, Entry b) {
    return a.direction() == b.direction() && a.kind().equals(b.kind());
  }

  private static List<List<Entry>> kind(Map<String, List<List<Entry>>> kinds, Entry entry) {
    return kinds.computeIfAbsent(
        entry.direction() + " " + entry.kind(),
        any -> List.of(new ArrayList<>(), new ArrayList<>()));
  }

  /** All entries of one reference, kind and direction. */
  private void judgeAlike(List<Entry> here, List<Entry> there) {
    ordinals.clear();
    boolean oursInWindow = anyInWindow(here);
    if (!oursInWindow && !anyInWindow(there)) {
      here.forEach(entry -> say(Verdict.OUTSIDE, entry, null));
      there.forEach(entry -> say(Verdict.OUTSIDE, null, entry));
    } else if (here.isEmpty()) {
      theirsAlone(there);
    } else {
      both(here, there, !oursInWindow);
    }
  }

  private boolean anyInWindow(List<Entry> entries) {
    for (Entry entry : entries) {
      if (window.contains(entry.occurredAt())) {
        return true;
      }
    }
    return false;
  }

  private void theirsAlone(List<Entry> there) {
    there.sort(Pairing.BY_CONTENT);
    for (Entry entry : there) {
      boolean inWindow = window.contains(entry.occurredAt());
      say(inWindow ? verdict(null, entry) : Verdict.OUTSIDE, null, entry);
    }
  }

  private void both(List<Entry> here, List<Entry> there, boolean neighbours) {
    if (here.size() > 1 || there.size() > 1) {
      Pairing.pairFirst(here, there);
    }
    Entry first = here.get(0);
    Entry theirFirst = there.isEmpty() ? null : there.get(0);
    say(scoped(verdict(first, theirFirst), neighbours), first, theirFirst);
    for (Entry more : here.subList(1, here.size())) {
      say(scoped(Verdict.DUPLICATE_HERE, neighbours), more, null);
    }
    for (Entry more : there.subList(Math.min(1, there.size()), there.size())) {
      say(scoped(Matrix.anotherThere(more.status()), neighbours), null, more);
    }
  }

  /**
   * A pair whose side of ours belongs to another window is that window's, unless something is wrong
   * with it: the run over that window may have been before their side knew.
   */
  private static Verdict scoped(Verdict verdict, boolean neighbours) {
    return neighbours && verdict.severity() == Severity.INFO ? Verdict.OUTSIDE : verdict;
  }

  private Verdict verdict(@Nullable Entry here, @Nullable Entry there) {
    Duration age = age(here != null ? here : there);
    MoneyMatch money =
        here == null || there == null
            ? MoneyMatch.EQUAL
            : MoneyMatch.of(here, there, rules.amountTolerance(), rules.feeTolerance());
    Facts facts =
        new Facts(
            age.compareTo(rules.grace()) >= 0,
            age.compareTo(rules.settlementLag()) >= 0,
            age.compareTo(rules.sla()) >= 0,
            oursTo.isPresent(),
            theirsTo.isPresent(),
            here != null && here.settledAt() != null,
            money);
    return Matrix.of(status(here), status(there), facts);
  }

  private static @Nullable Status status(@Nullable Entry entry) {
    return entry == null ? null : entry.status();
  }

  private Duration age(@Nullable Entry entry) {
    return entry == null ? Duration.ZERO : Duration.between(entry.occurredAt(), asOf);
  }

  private void say(Verdict verdict, @Nullable Entry here, @Nullable Entry there) {
    tally.say(verdict, here, there);
    if (here != null && window.contains(here.occurredAt())) {
      planning.oursInWindow();
    }
    if (verdict.isQuiet()) {
      return;
    }
    Entry entry = here != null ? here : there;
    if (entry == null) {
      throw new IllegalStateException("a verdict is about something");
    }
    String sides = here == null ? "theirs" : there == null ? "ours" : "both";
    int ordinal = ordinals.merge(verdict, 1, Integer::sum);
    String id = DiscrepancyId.of(rules.name(), verdict, entry, sides, ordinal);
    var found = new Discrepancy(id, verdict, entry.ref(), here, there, age(entry));
    tally.age(verdict, found.age());
    each.accept(found);
    found.repair().ifPresent(planning::add);
  }
}
