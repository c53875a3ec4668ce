// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import dev.semel.testkit.internal.calls.Call;
import dev.semel.testkit.internal.calls.CallKind;
import dev.semel.testkit.internal.crash.Delivered;
import dev.semel.testkit.internal.crash.Step;
import dev.semel.testkit.internal.report.Row.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes rows of steps: a call and its answer are two steps and one row. For one thread. */
final class Reading {
  private final List<Step> steps;
  private final Map<Integer, Integer> answers;
  private final List<Row> rows = new ArrayList<>();
  private final Transactions transactions = new Transactions();
  private final Map<String, Integer> deliveries = new HashMap<>();
  private final Set<String> outside = new LinkedHashSet<>();

  private Reading(List<Step> steps) {
    this.steps = steps;
    this.answers = answers(steps);
  }

  static Diagram of(List<Step> steps) {
    Reading reading = new Reading(steps);
    for (int i = 0; i < steps.size(); i++) {
      reading.read(i);
    }
    int lives = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).life();
    if (!steps.isEmpty() && steps.get(steps.size() - 1).death()) {
      lives++;
      reading.start(lives);
      reading.end(lives, "life " + lives + " ends; it found nothing to do");
    } else if (lives > 0) {
      reading.end(lives, "life " + lives + " ends");
    }
    return new Diagram(lives, reading.lanes(), List.copyOf(reading.rows));
  }

  /** The step before each call, and the step after it. */
  private static Map<Integer, Integer> answers(List<Step> steps) {
    Map<Integer, Integer> answers = new HashMap<>();
    List<Integer> waiting = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).before()) {
        waiting.add(i);
      } else {
        Integer asked = null;
        for (Integer candidate : waiting) {
          if (isAnswer(steps.get(candidate), steps.get(i))) {
            asked = candidate;
          }
        }
        if (asked != null) {
          waiting.remove(asked);
          answers.put(asked, i);
        }
      }
    }
    return answers;
  }

  private static boolean isAnswer(Step before, Step after) {
    return before.life() == after.life() && before.call().equals(after.call());
  }

  private void read(int i) {
    Step step = steps.get(i);
    Step previous = i == 0 ? null : steps.get(i - 1);
    if (previous == null || previous.life() != step.life()) {
      start(step.life());
    }
    delivered(previous, step);
    if (step.call().kind() != CallKind.MOMENT) {
      outside.add(step.call().resource());
    }
    if (step.before()) {
      asked(i, step);
    } else if (!Objects.equals(answers.get(i - 1), i)) {
      row(Kind.ANSWER, step, exchange(0, step));
    }
  }

  private void asked(int i, Step step) {
    Integer answer = answers.get(i);
    if (answer == null) {
      Ending ending =
          step.death()
              ? Ending.NEVER_MADE
              : step.call().kind() == CallKind.MOMENT ? Ending.MOMENT : Ending.CUT;
      row(Kind.CALL, step, Exchange.asked(step.call(), step.number(), ending));
    } else if (answer == i + 1) {
      Step answered = steps.get(answer);
      row(Kind.CALL, answered, exchange(step.number(), answered));
    } else {
      row(Kind.CALL, step, Exchange.asked(step.call(), step.number(), Ending.LATER));
    }
  }

  private Exchange exchange(int asked, Step answered) {
    Ending ending =
        answered.death()
            ? Ending.UNHEARD
            : answered.failure() == null ? Ending.ANSWERED : Ending.FAILED;
    Call call = answered.call();
    String result = Exchange.resultOf(call.kind(), answered.answer(), answered.failure());
    boolean alone = call.kind() == CallKind.EXECUTE && call.autocommit() && !transactions.has(call);
    boolean wrote = alone && answered.failure() == null && answered.answer() != null;
    boolean commits = wrote || Transactions.commits(call);
    return new Exchange(call, asked, answered.number(), ending, result, commits);
  }

  private void row(Kind kind, Step step, Exchange exchange) {
    int above = transactions.open();
    if (exchange.ending() != Ending.NEVER_MADE && exchange.ending() != Ending.LATER) {
      transactions.after(exchange.call());
    }
    String text = Words.call(kind, exchange);
    String death = "";
    if (step.death()) {
      death = Words.death(exchange, transactions.open());
      transactions.cut();
    }
    rows.add(new Row(kind, step.life(), above, transactions.open(), text, death, exchange));
  }

  private void start(int life) {
    transactions.cut();
    String text = "life " + life + " starts" + (life == 1 ? "" : ", with nothing in memory");
    rows.add(Row.plain(Kind.START, life, 0, 0, text));
  }

  private void end(int life, String text) {
    rows.add(Row.plain(Kind.END, life, transactions.open(), 0, text));
  }

  private void delivered(@Nullable Step previous, Step step) {
    Delivered delivered = step.delivered();
    boolean same =
        previous != null
            && previous.life() == step.life()
            && Objects.equals(previous.delivered(), delivered);
    if (delivered == null || same) {
      return;
    }
    outside.add(Diagram.BROKER);
    int times = deliveries.merge(delivered.id(), 1, Integer::sum);
    String text =
        delivered.id() + " is delivered" + (times == 1 ? "" : " again (no. " + times + ")");
    int open = transactions.open();
    rows.add(Row.plain(Kind.DELIVERED, step.life(), open, open, text));
  }

  /** In the order in which they were first called; the broker stands last. */
  private List<String> lanes() {
    List<String> lanes = new ArrayList<>(outside);
    if (lanes.remove(Diagram.BROKER)) {
      lanes.add(Diagram.BROKER);
    }
    return List.copyOf(lanes);
  }
}
