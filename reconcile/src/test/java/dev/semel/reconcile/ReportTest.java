// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import static dev.semel.reconcile.Sides.DAY;
import static dev.semel.reconcile.Sides.WINDOW;
import static dev.semel.reconcile.Sides.between;
import static dev.semel.reconcile.Sides.entry;
import static dev.semel.reconcile.Sides.list;
import static dev.semel.reconcile.Status.FAILED;
import static dev.semel.reconcile.Status.PENDING;
import static dev.semel.reconcile.Status.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What a report says. */
class ReportTest {
  private static ReconcilerBuilder some() {
    return between(
        list(
            entry("a", SUCCEEDED),
            entry("b", SUCCEEDED).occurredAt(WINDOW.to().minus(Duration.ofMinutes(30))),
            entry("c\"\\", FAILED).altRefs("ch_1").digest("0123abcd"),
            entry("d", PENDING)),
        list(
            entry("a", SUCCEEDED),
            entry("c\"\\", SUCCEEDED).feeMinor(30L).settledAt(DAY),
            entry("d", SUCCEEDED)));
  }

  @Test
  void people_get_a_table() {
    assertThat(some().build().run().text())
        .isEqualTo(
            """
            test, 2026-11-02T00:00:00Z to 2026-11-03T00:00:00Z, ages as of 2026-11-13T00:00:00Z
            our side is complete up to 2026-11-13T00:00:00Z
            their side is complete up to 2026-11-13T00:00:00Z

            verdict              severity  cur  way         ours          minor units       theirs          minor units
            MATCHED              INFO      EUR  IN             1                 1200            1                 1200
            FINALISE_SUCCEEDED   HIGH      EUR  IN             1                 1200            1                 1200
            MISSING_THERE        CRITICAL  EUR  IN             1                 1200            0                    0
            GHOST_SUCCESS        CRITICAL  EUR  IN             1                 1200            1                 1200
            = all that was read            EUR  IN             4                 4800            3                 3600

            age                      < 1 h     < 1 d     < 3 d     < 7 d    < 30 d     older
            FINALISE_SUCCEEDED           0         0         0         0         1         0
            MISSING_THERE                0         0         0         0         1         0
            GHOST_SUCCESS                0         0         0         0         1         0

            repairs: 1 effects could be finalised; a run changes nothing
            exit: CRITICAL (11)
            """);
  }

  @Test
  void machines_get_lines_and_the_last_is_the_run() {
    StringBuilder out = new StringBuilder();
    some().build().runTo(out);
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(3 + 4 + 3 + 1 + 1).allMatch(line -> line.startsWith("{\"type\":"));
    String id =
        Sides.found(some()).stream()
            .filter(d -> d.verdict() == Verdict.GHOST_SUCCESS)
            .map(Discrepancy::id)
            .findFirst()
            .orElseThrow();
    assertThat(lines.get(1))
        .isEqualTo(
            """
            {"type":"discrepancy","id":"%s","verdict":"GHOST_SUCCESS","severity":"CRITICAL",\
            "ref":"c\\"\\\\","ageSeconds":907200,"ours":{"kind":"charge","direction":"IN",\
            "status":"FAILED","amountMinor":"1200","currency":"EUR","feeMinor":null,\
            "occurredAt":"2026-11-02T12:00:00Z","settledAt":null,"altRefs":["ch_1"],\
            "batchRef":null,"digest":"0123abcd"},"theirs":{"kind":"charge","direction":"IN",\
            "status":"SUCCEEDED","amountMinor":"1200","currency":"EUR","feeMinor":"30",\
            "occurredAt":"2026-11-02T12:00:00Z","settledAt":"2026-11-02T00:00:00Z","altRefs":[],\
            "batchRef":null,"digest":null},"repair":null}"""
                .formatted(id));
    assertThat(lines.get(2)).contains("\"repair\":\"recon:", ":finalise-succeeded\"");
    assertThat(lines.get(3))
        .isEqualTo(
            """
            {"type":"total","verdict":"MATCHED","severity":"INFO","currency":"EUR",\
            "direction":"IN","ours":{"count":1,"minor":"1200"},"theirs":{"count":1,\
            "minor":"1200"}}""");
    assertThat(lines.get(lines.size() - 1))
        .isEqualTo(
            """
            {"type":"run","name":"test","from":"2026-11-02T00:00:00Z","to":"2026-11-03T00:00:00Z",\
            "asOf":"2026-11-13T00:00:00Z","oursCompleteTo":"2026-11-13T00:00:00Z",\
            "theirsCompleteTo":"2026-11-13T00:00:00Z","missingHere":"asserted",\
            "missingThere":"asserted","rule":"reference/1","repairs":1,"repairsStopped":null,\
            "exit":"CRITICAL","exitCode":11}""");
  }

  @Test
  void a_side_without_a_watermark_is_said_to_be_one() {
    Report report =
        between(List.of(), list(entry("a", SUCCEEDED)))
            .ours(EntrySource.of(List.of()))
            .build()
            .run();
    assertThat(report.text())
        .contains(
            "our side does not say how far it is complete: nothing is called missing there",
            "UNSEEN_HERE");
    List<String> json = report.json();
    assertThat(json.get(json.size() - 1))
        .contains(
            "\"missingHere\":\"not asserted: no watermark\"", "\"missingThere\":\"asserted\"");
    assertThat(report.exit()).isEqualTo(Exit.AGREED);
  }

  @Test
  void ages_are_counted_by_their_bounds() {
    List<Entry> ours =
        list(
            entry("a", PENDING).occurredAt(DAY),
            entry("b", PENDING).occurredAt(DAY.plus(Duration.ofSeconds(3_601))));
    EntrySource theirs =
        EntrySource.of(List.<Entry>of()).completeTo(DAY.plus(Duration.ofHours(25)));
    Report report = between(ours, List.of()).theirs(theirs).build().run();
    assertThat(report.ageing())
        .containsExactly(new Report.Ageing(Verdict.UNRESOLVED, List.of(0L, 1L, 1L, 0L, 0L, 0L)));
  }

  @Test
  void how_a_run_ended_is_what_was_worst() {
    assertThat(between(List.of(), List.of()).build().run().exit()).isEqualTo(Exit.AGREED);
    assertThat(exit(SUCCEEDED, PENDING)).as("late").isEqualTo(Exit.AGREED);
    assertThat(exit(PENDING, SUCCEEDED)).isEqualTo(Exit.DISCREPANT);
    assertThat(exit(SUCCEEDED, FAILED)).isEqualTo(Exit.CRITICAL);
    assertThat(Exit.values()).extracting(Exit::code).containsExactly(0, 10, 11, 12, 13);
  }

  @Test
  void the_locale_of_a_machine_changes_nothing() {
    String text = some().build().run().text();
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(some().build().run().text()).isEqualTo(text);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void a_report_that_cannot_be_written_is_an_error() {
    Appendable full = new java.io.PipedWriter();
    assertThatThrownBy(() -> some().build().runTo(full))
        .isInstanceOf(ReconcileException.class)
        .hasMessageStartingWith("SEMEL-711");
  }

  private static Exit exit(Status ours, Status theirs) {
    return between(list(entry("r", ours)), list(entry("r", theirs))).build().run().exit();
  }
}
