// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import dev.semel.testkit.internal.calls.Call;
import dev.semel.testkit.internal.calls.CallKind;
import dev.semel.testkit.internal.crash.Delivered;
import dev.semel.testkit.internal.crash.Run;
import dev.semel.testkit.internal.crash.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down schedules that nobody ran. For one thread. */
final class Runs {
  private final List<Step> steps = new ArrayList<>();
  private int life = 1;
  private int attempts;
  private @Nullable Delivered delivered;

  Runs delivered(String id) {
    delivered = new Delivered(id, ++attempts);
    return this;
  }

  /** The one that comes after a death. */
  Runs nextLife() {
    life++;
    delivered = null;
    return this;
  }

  static Call call(CallKind kind, String resource, String text, int line) {
    StackTraceElement site = new StackTraceElement("app.Payments", "on", "Payments.java", line);
    boolean inside = kind == CallKind.EXECUTE || kind == CallKind.COMMIT;
    return new Call(kind, resource, 1, text, !inside, site);
  }

  static Call sql(String text, int line) {
    return call(CallKind.EXECUTE, "database", text, line);
  }

  Runs made(Call call) {
    return made(call, null);
  }

  Runs made(Call call, @Nullable String answer) {
    return before(call, false).after(call, null, answer, false);
  }

  Runs failed(Call call, String failure) {
    return before(call, false).after(call, failure, null, false);
  }

  Runs diesBefore(Call call) {
    return before(call, true);
  }

  Runs diesAfter(Call call) {
    return before(call, false).after(call, null, null, true);
  }

  Runs before(Call call, boolean death) {
    steps.add(new Step(steps.size() + 1, life, true, call, null, null, delivered, death));
    return this;
  }

  Runs after(Call call, @Nullable String failure, @Nullable String answer, boolean death) {
    steps.add(new Step(steps.size() + 1, life, false, call, failure, answer, delivered, death));
    return this;
  }

  Runs credited() {
    return made(call(CallKind.BORROW, "database", "getConnection", 40), null)
        .made(sql("update account set balance = balance + ? where id = ?", 41), "1");
  }

  static Call commit() {
    return call(CallKind.COMMIT, "database", "commit", 42);
  }

  static Call publish() {
    return call(CallKind.PUBLISH, "topic credits", "publish to credits", 43);
  }

  static Call acknowledge() {
    return call(CallKind.ACK, "broker", "acknowledge p1", 12);
  }

  Finding finding(String... violations) {
    List<Step> all = List.copyOf(steps);
    List<Integer> plan = all.stream().filter(Step::death).map(Step::number).toList();
    Run run = new Run(plan, all, List.of(violations));
    return new Finding(
        "PaymentsTest.dies_anywhere",
        run,
        List.of("account: id=7 balance is 120, was 110"),
        "-Dsemel.plan=" + run.planText(),
        "16 steps, 17 schedules");
  }

  /** The classic: committed, not acknowledged, delivered again. */
  static Finding doubled() {
    return new Runs()
        .delivered("p1")
        .credited()
        .diesAfter(commit())
        .nextLife()
        .delivered("p1")
        .credited()
        .made(commit())
        .made(publish())
        .made(acknowledge())
        .finding("double: p1 has 2 effects");
  }

  /** Three deaths in three lives, one of each sort, and a fourth life that repairs nothing. */
  static Finding threeDeaths() {
    return new Runs()
        .delivered("p1")
        .credited()
        .diesBefore(commit())
        .nextLife()
        .delivered("p1")
        .credited()
        .diesAfter(sql("insert into credit values (?)", 50))
        .nextLife()
        .delivered("p1")
        .credited()
        .made(commit())
        .diesAfter(acknowledge())
        .finding("lost: the publication of p1");
  }
}
