// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a {@link Checker} says of a history: how many ids break each rule, the stories of the first
 * few, and what the history holds at all. Immutable, hence thread-safe.
 */
public final class Verdict {
  private final Map<Rule, Long> counts;
  private final List<Violation> examples;
  private final List<String> vacuous;
  private final Tally tally;

  Verdict(Map<Rule, Long> counts, List<Violation> examples, List<String> vacuous, Tally tally) {
    this.counts = Collections.unmodifiableMap(new EnumMap<>(counts));
    this.examples = List.copyOf(examples);
    this.vacuous = List.copyOf(vacuous);
    this.tally = tally;
  }

  /** No id breaks a rule, and there was something that could have. */
  public boolean isClean() {
    return vacuous.isEmpty() && violations() == 0;
  }

  /** How many ids break the rule; none if the rule was not checked. */
  public long count(Rule rule) {
    return counts.getOrDefault(rule, 0L);
  }

  /** The sum over all rules. */
  public long violations() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The first few of each rule, by rule and then in the order in which the ids appeared. */
  public List<Violation> examples() {
    return examples;
  }

  /** Why the history proves nothing about rules that were to be checked; empty if it may. */
  public List<String> provesNothing() {
    return vacuous;
  }

  public Tally tally() {
    return tally;
  }

  /** Fails with the whole verdict unless it {@link #isClean() is clean}. */
  public Verdict assertClean() {
    if (!isClean()) {
      throw new AssertionError(toString());
    }
    return this;
  }

  /** Fails unless a fault of that name was injected so often: a run that claims kills had kills. */
  public Verdict assertFaults(String name, long atLeast) {
    long found = tally.faults().getOrDefault(name, 0L);
    if (found < atLeast) {
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "the run claims at least %,d faults '%s', but its history has %,d. It holds %s",
              atLeast,
              name,
              found,
              tally));
    }
    return this;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(headline());
    line(text, "the history holds " + tally);
    line(text, "checked: " + list(counts.keySet()));
    for (Rule rule : counts.keySet()) {
      if (count(rule) > 0) {
        describe(text, rule);
      }
    }
    return text.toString();
  }

  private String headline() {
    List<String> wrong = new ArrayList<>();
    vacuous.forEach(why -> wrong.add(why + ": this proves nothing"));
    counts.forEach(
        (rule, count) -> {
          if (count > 0) {
            wrong.add(String.format(Locale.ROOT, "%,d %s", count, rule));
          }
        });
    return wrong.isEmpty() ? "clean" : "not clean: " + String.join(", ", wrong);
  }

  private void describe(StringBuilder text, Rule rule) {
    line(text, String.format(Locale.ROOT, "%s (%s): %,d ids", rule, rule.summary(), count(rule)));
    List<Violation> shown =
        examples.stream().filter(violation -> violation.rule() == rule).toList();
    for (Violation violation : shown) {
      line(text, "  " + violation.id() + " " + violation.what());
      line(text, violation.story().toString().indent(4).stripTrailing());
    }
    if (shown.size() < count(rule)) {
      line(text, String.format(Locale.ROOT, "  and %,d more", count(rule) - shown.size()));
    }
  }

  private static void line(StringBuilder text, String line) {
    text.append(System.lineSeparator()).append(line);
  }

  private static String list(Iterable<Rule> rules) {
    List<String> names = new ArrayList<>();
    rules.forEach(rule -> names.add(rule.toString()));
    return names.stream().collect(Collectors.joining(", "));
  }
}
