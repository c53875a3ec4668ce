// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.testkit.internal.calls.Call;
import dev.semel.testkit.internal.calls.CallKind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextReportTest {
  @Test
  void the_classic_double_effect_is_drawn_like_this() {
    assertThat(TextReport.of(Runs.doubled()))
        .isEqualTo(
            """
            when the process dies after commit @Payments.java:42, this does not hold at the end:
              double: p1 has 2 effects
            other than in a run in which nobody dies:
              account: id=7 balance is 120, was 110

                 life  1   2   database  credits  broker
                       o          |         |       |  life 1 starts
                       |<---------------------------|  p1 is delivered
                 1,2   |<-------->|         |       |  getConnection @Payments.java:40
                 3,4   #<-------->|         |       |  update account set balanc .. where id = ? (1 row) @Payments.java:41
                   5   #=========>|         |       |  commit @Payments.java:42
                   6   X . . . . .|         |       |  <== LIFE 1 DIES HERE: it is committed, but the process never knew
                           o      |         |       |  life 2 starts, with nothing in memory
                           |<-----------------------|  p1 is delivered again (no. 2)
                 7,8       |<---->|         |       |  getConnection @Payments.java:40
                9,10       #<---->|         |       |  update account set balanc .. where id = ? (1 row) @Payments.java:41
               11,12       #<====>|         |       |  commit @Payments.java:42
               13,14       |<-------------->|       |  publish to credits @Payments.java:43
               15,16       |<---------------------->|  acknowledge p1 @Payments.java:12
                           o      |         |       |  life 2 ends
              | alive   # in a transaction   <--> call and answer   ==> commit   X dead

            run it again: -Dsemel.plan=6
            (16 steps, 17 schedules)""");
  }

  @Test
  void three_deaths_have_four_lives_and_each_says_what_it_left() {
    String report = TextReport.of(Runs.threeDeaths());
    assertThat(report)
        .contains("when the process dies 3 times")
        .contains("life  1   2   3   4   database  broker")
        .contains("LIFE 1 DIES HERE: the call is never made; its open transaction")
        .contains("LIFE 2 DIES HERE: the statement was done; its open transaction")
        .contains("LIFE 3 DIES HERE: it is acknowledged, but the process never knew")
        .contains("p1 is delivered again (no. 3)")
        .contains("life 4 ends; it found nothing to do");
    assertThat(report.lines().filter(line -> line.matches(" +\\d+ +X.*<==.*"))).hasSize(3);
  }

  @Test
  void no_line_of_the_diagram_is_wider_than_110_columns_and_all_is_ascii() {
    String sql = "insert into a_table_with_a_long_name values (?, ?, ?, ?, ?)".repeat(5);
    Finding finding =
        new Runs()
            .delivered("p1")
            .credited()
            .made(Runs.publish())
            .made(Runs.sql(sql, 4711), "1")
            .diesBefore(Runs.commit())
            .nextLife()
            .delivered("p1")
            .diesBefore(Runs.acknowledge())
            .finding("x");
    assertThat(TextReport.of(finding).lines())
        .allMatch(line -> line.length() <= 110, "at most 110 columns")
        .allMatch(line -> line.chars().allMatch(c -> c < 128), "ASCII")
        .anyMatch(line -> line.contains(" .. ") && line.endsWith("(1 row) @Payments.java:4711"));
  }

  @Test
  void a_long_schedule_shows_all_near_its_death_and_counts_what_it_leaves_out() {
    Runs runs = new Runs();
    for (int i = 0; i < 100; i++) {
      runs.made(Runs.sql("select " + i, 7));
    }
    runs.credited().diesAfter(Runs.commit()).nextLife();
    for (int i = 0; i < 50; i++) {
      runs.made(Runs.sql("select again " + i, 7));
    }
    String report = TextReport.of(runs.finding("x"));
    assertThat(report)
        .contains("... 95 calls ...", "... 48 calls ...", "select 99", "select again 1")
        .doesNotContain("select 42");
    assertThat(report.lines().count()).isLessThan(40);
  }

  @Test
  void what_lasts_is_not_left_out_even_far_from_a_death() {
    Runs runs = new Runs();
    for (int i = 0; i < 40; i++) {
      runs.made(Runs.sql("select " + i, 7));
    }
    runs.made(Runs.publish());
    for (int i = 0; i < 40; i++) {
      runs.made(Runs.sql("select " + i, 7));
    }
    assertThat(TextReport.of(runs.diesBefore(Runs.commit()).finding("x")))
        .contains("publish to credits", "... 40 calls ...", "... 33 calls ...");
  }

  @Test
  void calls_inside_a_call_are_drawn_before_its_answer() {
    var outer = Runs.call(CallKind.OTHER, "Gateway", "Gateway.charge", 5);
    List<String> lines =
        TextReport.of(
                new Runs()
                    .before(outer, false)
                    .made(Runs.sql("select 1", 6))
                    .after(outer, null, null, false)
                    .finding("x"))
            .lines()
            .filter(line -> line.contains("@Payments"))
            .toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).contains("-->|", " Gateway.charge");
    assertThat(lines.get(1)).contains("<--", "-->|", "select 1");
    assertThat(lines.get(2)).contains("<--", "back from Gateway.charge").doesNotContain(">");
  }

  @Test
  void a_call_that_another_threads_death_cut_off_has_no_answer() {
    var cut = Runs.call(CallKind.HTTP, "http", "POST /charges", 5);
    String report =
        TextReport.of(
            new Runs()
                .before(cut, false)
                .diesAfter(Runs.commit())
                .nextLife()
                .failed(Runs.commit(), "SQLException")
                .finding("x"));
    assertThat(report).contains("commit (SQLException)");
    assertThat(Stream.of(report.split("\n")).filter(line -> line.contains("POST /charges")))
        .singleElement()
        .asString()
        .contains("-->|")
        .doesNotContain("<-");
  }

  @Test
  void a_moment_is_a_mark_on_the_lane_of_the_process_alone() {
    Call moment = Runs.call(CallKind.MOMENT, "step", "cache warmed", 3);
    String report = TextReport.of(new Runs().before(moment, false).diesBefore(moment).finding("x"));
    assertThat(report.lines())
        .anyMatch(line -> line.matches(" +1 +\\* +cache warmed @Payments.java:3"))
        .anyMatch(line -> line.matches(" +2 +X +<== LIFE 1 DIES HERE: .*"));
    assertThat(TextReport.of(new Runs().made(moment).finding("x"))).contains("cache warmed");
  }

  @Test
  void a_transaction_begins_with_a_statement_and_ends_with_a_commit_in_its_text_too() {
    List<Row> rows =
        Reading.of(
                new Runs()
                    .made(Runs.sql("insert into a values (1)", 1))
                    .made(Runs.sql("insert into b values (2); commit", 2))
                    .finding()
                    .run()
                    .steps())
            .rows();
    assertThat(rows.get(1).below()).isEqualTo(1);
    assertThat(rows.get(2).below()).isZero();
    assertThat(TextReport.of(new Runs().made(Runs.sql("update x; commit", 1)).finding("x")))
        .contains("<=");
  }

  @Test
  void a_write_outside_of_any_transaction_commits_itself() {
    Call alone = new Call(CallKind.EXECUTE, "database", 1, "insert into seen", true, null);
    assertThat(TextReport.of(new Runs().made(alone, "1").finding("x"))).contains("|<==");
    assertThat(TextReport.of(new Runs().made(alone).finding("x"))).contains("|<--");
    Call begin = new Call(CallKind.EXECUTE, "database", 1, "begin", true, null);
    assertThat(TextReport.of(new Runs().made(begin).made(alone, "1").finding("x")))
        .doesNotContain("<==");
  }
}
