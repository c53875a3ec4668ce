// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.testkit.history.NaiveChecker.Deed;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Thousands of small random histories: the checker says what the naive one says, id by id. */
class CheckerAgainstNaiveTest {
  private static final int HISTORIES = 6_000;
  private static final long SEED = Long.getLong("semel.seed", 20_261_121);
  private static final List<Kind> ATTEMPTS =
      List.of(Kind.SENT, Kind.SENT, Kind.DELIVERED, Kind.APPLIED, Kind.PUBLISHED);

  @Test
  void both_name_the_same_ids() {
    System.out.println("checker against naive: seed " + SEED);
    Map<Rule, Integer> seen = new EnumMap<>(Rule.class);
    int clean = 0;
    for (int i = 0; i < HISTORIES; i++) {
      Run run = new Run(new Random(SEED + i));
      Map<Rule, Set<String>> expected = new NaiveChecker(run.deeds, run.parked).violations();
      Verdict verdict = Checker.of(Rule.values()).examples(100).check(run.history);
      assertThat(ids(verdict)).as("seed %d: %s", SEED + i, verdict).isEqualTo(expected);
      expected.forEach((rule, ids) -> assertThat(verdict.count(rule)).isEqualTo(ids.size()));
      expected.forEach((rule, ids) -> seen.merge(rule, ids.size(), Integer::sum));
      clean += verdict.violations() == 0 ? 1 : 0;
    }
    System.out.println("checker against naive: " + clean + " without violations, others " + seen);
    assertThat(clean).as("histories without violations").isGreaterThan(HISTORIES / 100);
    assertThat(seen.values()).as("violations %s", seen).hasSize(7).allMatch(n -> n > 20);
  }

  private static Map<Rule, Set<String>> ids(Verdict verdict) {
    Map<Rule, Set<String>> ids = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.values()) {
      ids.put(
          rule,
          verdict.examples().stream()
              .filter(violation -> violation.rule() == rule)
              .map(Violation::id)
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    return ids;
  }

  /** One random history, written for both. */
  private static final class Run {
    final History history = History.inMemory();
    final List<Deed> deeds = new ArrayList<>();
    final Set<String> parked = new HashSet<>();
    private final Map<Deed, Attempt> open = new HashMap<>();
    private final Random random;
    private int clock;

    Run(Random random) {
      this.random = random;
      int steps = random.nextInt(random.nextBoolean() ? 40 : 8);
      for (int i = 0; i < steps; i++) {
        step();
      }
    }

    private void step() {
      clock++;
      // numbers, numbers as text and other texts
      int number = random.nextInt(6);
      Object id = number < 2 ? (Object) number : number < 4 ? "" + number : "id-" + number;
      switch (random.nextInt(16)) {
        case 0 -> resolve(id);
        case 1 -> {
          history.parked(id);
          parked.add(id.toString());
        }
        case 2 -> history.fault("kill");
        case 3, 4, 5, 6, 7 -> end();
        case 8, 9, 10 -> state(id);
        default -> begin(id);
      }
    }

    private void begin(Object id) {
      Kind kind = ATTEMPTS.get(random.nextInt(ATTEMPTS.size()));
      String key = random.nextBoolean() ? "" + random.nextInt(2) : null;
      long sequence = random.nextInt(8);
      Attempt attempt =
          switch (kind) {
            case SENT -> history.sending(id);
            case DELIVERED -> history.delivering(id);
            case APPLIED ->
                key == null ? history.applying(id) : history.applying(id, key, sequence);
            default -> key == null ? history.publishing(id) : history.publishing(id, key, sequence);
          };
      Deed deed = new Deed(kind, id.toString(), key, sequence, null, clock);
      deeds.add(deed);
      open.put(deed, attempt);
    }

    private void end() {
      List<Deed> ends = deeds.stream().filter(open::containsKey).toList();
      if (ends.isEmpty()) {
        return;
      }
      Deed deed = ends.get(random.nextInt(ends.size()));
      Attempt attempt = open.remove(deed);
      deed.at = clock;
      deed.end =
          switch (random.nextInt(4)) {
            case 0 -> Phase.FAILED;
            case 1 -> Phase.UNKNOWN;
            default -> Phase.OK;
          };
      switch (deed.end) {
        case FAILED -> attempt.failed();
        case UNKNOWN -> attempt.unknown();
        default -> attempt.ok();
      }
    }

    private void state(Object id) {
      Kind kind = ATTEMPTS.get(random.nextInt(ATTEMPTS.size()));
      String key = random.nextBoolean() ? "" + random.nextInt(2) : null;
      long sequence = random.nextInt(8);
      switch (kind) {
        case SENT -> history.sent(id);
        case DELIVERED -> history.delivered(id);
        case APPLIED -> {
          if (key == null) {
            history.applied(id);
          } else {
            history.applied(id, Integer.parseInt(key), sequence);
          }
        }
        default -> {
          if (key == null) {
            history.published(id);
          } else {
            history.published(id, key, sequence);
          }
        }
      }
      deeds.add(new Deed(kind, id.toString(), key, sequence, Phase.STATED, clock));
    }

    /** Of the attempts of an id that are in the dark, one happened, or none did. */
    private void resolve(Object id) {
      boolean happened = random.nextBoolean();
      history.resolved(id, happened);
      Set<Kind> told = new HashSet<>();
      for (Deed deed : deeds) {
        if (deed.id.equals(id.toString()) && deed.kind != Kind.PUBLISHED && deed.dark()) {
          open.remove(deed);
          deed.end = happened && told.add(deed.kind) ? Phase.OK : Phase.FAILED;
          deed.key = null;
          deed.at = clock;
        }
      }
    }
  }
}
