// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules a history is held against; {@link #check} takes time linear in the history.
 *
 * <pre>{@code
 * Checker.exactlyOnce().publishedIfCommitted().inOrder().nothingStuck()
 *     .check(history).assertClean();
 * }</pre>
 *
 * <p>A history in which nothing was sent, or nothing had an effect, is not clean: it proves
 * nothing. Immutable, hence thread-safe.
 */
public final class Checker {
  private static final int EXAMPLES = 3;

  private final Set<Rule> rules;
  private final boolean exceptParked;
  private final int examples;

  private Checker(Set<Rule> rules, boolean exceptParked, int examples) {
    this.rules = Collections.unmodifiableSet(rules);
    this.exceptParked = exceptParked;
    this.examples = examples;
  }

  /** What was sent has one effect; what may have been sent, at most one; nothing else has any. */
  public static Checker exactlyOnce() {
    return of(Rule.LOST, Rule.DOUBLE, Rule.PHANTOM);
  }

  /** Just these rules. */
  public static Checker of(Rule... rules) {
    EnumSet<Rule> set = EnumSet.noneOf(Rule.class);
    set.addAll(Arrays.asList(rules));
    if (set.isEmpty()) {
      throw new TestkitException(
          Code.HISTORY_MISUSED,
          "a checker without a rule finds every history clean. Begin with Checker.exactlyOnce()");
    }
    return new Checker(set, false, EXAMPLES);
  }

  /** Also: published, however often, if and only if there is an effect. */
  public Checker publishedIfCommitted() {
    return and(Rule.GHOST, Rule.MISSING);
  }

  /**
   * Also: within a key, what is applied or published for the first time has a higher sequence than
   * everything before it. Repeats of an id are no disorder, gaps are none either.
   */
  public Checker inOrder() {
    return and(Rule.OUT_OF_ORDER);
  }

  /**
   * Also: whatever was begun for an id has ended at last, and whatever ended unknown was found out
   * (by a later attempt that was ok, or {@link History#resolved}) or is {@link History#parked}.
   */
  public Checker nothingStuck() {
    return and(Rule.STUCK);
  }

  /** For runs with poison: what was parked is not lost. */
  public Checker exceptParked() {
    return new Checker(rules, true, examples);
  }

  /** Also these rules. */
  public Checker and(Rule... more) {
    EnumSet<Rule> set = EnumSet.copyOf(rules);
    set.addAll(Arrays.asList(more));
    return new Checker(set, exceptParked, examples);
  }

  /** All but these rules. */
  public Checker without(Rule... fewer) {
    EnumSet<Rule> set = EnumSet.copyOf(rules);
    set.removeAll(Arrays.asList(fewer));
    Checker rest = of(set.toArray(Rule[]::new));
    return new Checker(rest.rules, exceptParked, examples);
  }

  /** How many violations of each rule are shown with their story; 3 unless told otherwise. */
  public Checker examples(int shown) {
    if (shown < 0) {
      throw new TestkitException(
          Code.HISTORY_MISUSED, "a checker cannot show " + shown + " examples; take 0 or more");
    }
    return new Checker(rules, exceptParked, shown);
  }

  /** Looks at everything that has been recorded so far. */
  public Verdict check(History history) {
    Rows rows = history.rows();
    Fates fates = Fates.of(rows);
    Map<Rule, Long> counts = new EnumMap<>(Rule.class);
    List<Found> found = new ArrayList<>();
    for (Rule rule : rules) {
      counts.put(rule, judge(rule, fates, found));
    }
    Tally tally = fates.tally(history.torn());
    Set<String> vacuous = new LinkedHashSet<>();
    for (Rule rule : rules) {
      String why = rule.vacuous(tally);
      if (why != null) {
        vacuous.add(why);
      }
    }
    return new Verdict(counts, told(found, fates, rows), List.copyOf(vacuous), tally);
  }

  private record Found(Rule rule, int id) {}

  private long judge(Rule rule, Fates fates, List<Found> found) {
    boolean excuse = exceptParked && rule == Rule.LOST;
    long count = 0;
    for (int id = 0; id < fates.size(); id++) {
      if (rule.broken(fates, id) && !(excuse && fates.isParked(id))) {
        if (count < examples) {
          found.add(new Found(rule, id));
        }
        count++;
      }
    }
    return count;
  }

  private static List<Violation> told(List<Found> found, Fates fates, Rows rows) {
    if (found.isEmpty()) {
      return List.of();
    }
    Map<Word, Timeline> stories =
        Timelines.of(rows, found.stream().map(f -> fates.word(f.id())).toList());
    List<Violation> violations = new ArrayList<>();
    for (Found f : found) {
      String text = fates.text(f.id());
      Timeline story = stories.getOrDefault(fates.word(f.id()), new Timeline(text, List.of(), 0));
      violations.add(new Violation(f.rule(), text, f.rule().says(fates, f.id()), story));
    }
    return violations;
  }
}
