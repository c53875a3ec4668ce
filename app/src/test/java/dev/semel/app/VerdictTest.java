// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Books.Balance EXACT = balance("100.00", "100.00", 0, 0, 0);
  private static final Books.Balance WRONG = balance("100.00", "117.30", 1, 2, 0);

  @Test
  void wrong_and_exact_is_what_the_demo_promises() {
    Verdict verdict = Verdict.of(report("naive", WRONG, tally()), report("semel", EXACT, tally()));
    assertThat(verdict.reasons()).isEmpty();
    assertThat(verdict.exitCode()).isZero();
    assertThat(verdict.lines().get(0)).contains("WRONG  +17.30  (2 payments booked again");
    assertThat(verdict.lines().get(1)).contains("EXACT  (1 duplicates, 1 lost acks, 3 crashes");
  }

  @Test
  void an_exact_naive_lane_shows_nothing() {
    Verdict verdict = Verdict.of(report("naive", EXACT, tally()), report("semel", EXACT, tally()));
    assertThat(verdict.exitCode()).isEqualTo(1);
    assertThat(verdict.reasons()).singleElement().asString().contains("the naive lane is exact");
  }

  @Test
  void a_wrong_semel_lane_is_a_bug() {
    Verdict verdict = Verdict.of(report("naive", WRONG, tally()), report("semel", WRONG, tally()));
    assertThat(verdict.exitCode()).isEqualTo(1);
    assertThat(verdict.reasons()).singleElement().asString().startsWith("the Semel lane is wrong");
  }

  @Test
  void errors_that_cancel_out_are_not_exact() {
    assertThat(balance("100.00", "100.00", 2, 0, 0).exact()).isFalse();
    assertThat(balance("100.00", "100.00", 0, 1, 0).exact()).isFalse();
    assertThat(balance("100.00", "100.00", 0, 0, 1).exact()).isFalse();
    assertThat(EXACT.exact()).isTrue();
  }

  @Test
  void a_fault_that_did_not_happen_fails_the_run() {
    for (Fault fault : Fault.values()) {
      Tally others = new Tally();
      for (Fault other : Fault.values()) {
        if (other != fault) {
          others.count(other);
        }
      }
      Verdict verdict = Verdict.of(report("naive", WRONG, others), report("semel", EXACT, others));
      assertThat(verdict.exitCode()).isEqualTo(1);
      assertThat(verdict.reasons())
          .containsExactly("nothing is shown: there were no " + fault.plural());
    }
  }

  @Test
  void lanes_with_different_faults_are_not_compared() {
    Tally more = tally();
    more.count(Fault.LOST_ACK);
    Verdict verdict = Verdict.of(report("naive", WRONG, more), report("semel", EXACT, tally()));
    assertThat(verdict.exitCode()).isEqualTo(1);
    assertThat(verdict.reasons()).singleElement().asString().startsWith("nothing is compared");
  }

  private static Tally tally() {
    Tally tally = new Tally();
    for (Fault fault : Fault.values()) {
      tally.count(fault);
    }
    return tally;
  }

  private static LaneReport report(String name, Books.Balance balance, Tally tally) {
    return new LaneReport(name, 10, tally, balance);
  }

  private static Books.Balance balance(
      String expected, String actual, long accountsWrong, long repeated, long missing) {
    return new Books.Balance(
        new BigDecimal(expected), new BigDecimal(actual), accountsWrong, repeated, missing);
  }
}
