// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a provider. */
class CsvSourceTest {
  private static final String HEADER = "id,amount,currency,state,at\r\n";
  private static final Map<String, Status> STATES =
      Map.of("paid", Status.SUCCEEDED, "declined", Status.FAILED);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("report.csv");
  }

  private static Entry entry(CsvRow row) {
    String currency = row.text("currency");
    return Entry.of(row.text("id"))
        .in(row.minor("amount", currency), currency)
        .status(row.one("state", STATES))
        .occurredAt(row.instant("at"))
        .build();
  }

  private List<Entry> read(String text) throws IOException {
    Files.writeString(file, text);
    return read(CsvSource.of(file, CsvSourceTest::entry));
  }

  private static List<Entry> read(EntrySource source) {
    List<Entry> entries = new ArrayList<>();
    try (EntryCursor cursor = source.open(Sides.WINDOW)) {
      for (Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private void assertRefused(String rows, String... why) {
    assertThatThrownBy(() -> read(HEADER + rows))
        .isInstanceOf(ReconcileException.class)
        .hasMessageStartingWith("SEMEL-706")
        .hasMessageContainingAll(why)
        .hasMessageNotContaining("secret");
  }

  @Test
  void rows_are_entries_by_the_names_of_their_columns() throws IOException {
    List<Entry> entries =
        read(
            "\uFEFF"
                + HEADER
                + "a,12.34,EUR,paid,2026-11-02T12:00:00+01:00\r\n"
                + "b,500,JPY,declined,2026-11-02T12:00:00Z");
    assertThat(entries)
        .containsExactly(
            Entry.of("a")
                .in(1_234, "EUR")
                .status(Status.SUCCEEDED)
                .occurredAt(Instant.parse("2026-11-02T11:00:00Z"))
                .build(),
            Entry.of("b")
                .in(500, "JPY")
                .status(Status.FAILED)
                .occurredAt(Instant.parse("2026-11-02T12:00:00Z"))
                .build());
  }

  @Test
  void quotes_hold_separators_quotes_and_line_ends_and_lines_are_counted_through_them()
      throws IOException {
    Files.writeString(file, "id,note\n\"a,\"\"1\"\"\",\"two\r\nlines\"\n\nb,\"\"\n\"c\",x\n");
    List<String> seen = new ArrayList<>();
    CsvSource source =
        CsvSource.of(
            file,
            row -> {
              seen.add(row.line() + ":" + row.text("id") + ":" + row.optional("note").orElse("-"));
              return Sides.entry(row.text("id"), Status.FAILED).build();
            });
    assertThat(read(source)).extracting(Entry::ref).containsExactly("a,\"1\"", "b", "c");
    assertThat(seen).containsExactly("2:a,\"1\":two\r\nlines", "5:b:-", "6:c:x");
  }

  @Test
  void what_is_not_rfc_4180_is_refused_with_its_line() {
    assertRefused("a,1,EUR,pa\"secret\"id,x\n", "line 2", "quote inside a field");
    assertRefused("a,1,EUR,\"paid\"secret,x\n", "line 2", "text after the quote");
    assertRefused("a,1,EUR,paid,2026-11-02T12:00:00Z\nb,\"secret\n\n", "line 3", "never ends");
    assertRefused("a,1\rb,2", "line 2", "carriage return");
    assertRefused("a,1,EUR\n", "line 2 has 3 fields, and the header has 5");
  }

  @Test
  void what_does_not_mean_what_was_asked_for_is_refused_with_line_and_column() {
    String end = ",2026-11-02T12:00:00Z\n";
    assertRefused("a,1.234,EUR,paid" + end, "line 2", "\"amount\"", "more decimals");
    assertRefused("a,\"1,23\",EUR,paid" + end, "line 2", "\"amount\"", "no decimal amount");
    assertRefused("a,1e3,EUR,paid" + end, "no decimal amount");
    assertRefused("a,999999999999999999,EUR,paid" + end, "too large");
    assertRefused("a,1,secret,paid" + end, "\"amount\"", "ISO 4217");
    assertRefused("a,1,EUR,secret" + end, "\"state\"", "nothing was said about");
    assertRefused("a,1,EUR,paid,2026-11-02\n", "\"at\"", "ISO 8601");
    assertRefused(",1,EUR,paid" + end, "\"id\" is empty");
    assertRefused("a,-1,EUR,paid" + end, "line 2 is no entry");
  }

  @Test
  void a_column_that_is_not_there_is_refused_with_those_that_are() throws IOException {
    Files.writeString(file, "id,b\nx,y\n");
    assertThatThrownBy(() -> read(CsvSource.of(file, CsvSourceTest::entry)))
        .hasMessageContaining("no column \"currency\"; it has [id, b]");
    Files.writeString(file, "id,id\n");
    assertThatThrownBy(() -> read(CsvSource.of(file, CsvSourceTest::entry)))
        .hasMessageContaining("two columns \"id\"");
    Files.writeString(file, "");
    assertThatThrownBy(() -> read(CsvSource.of(file, CsvSourceTest::entry)))
        .hasMessageContaining("not even a header");
    Files.delete(file);
    assertThatThrownBy(() -> read(CsvSource.of(file, CsvSourceTest::entry)))
        .hasMessageStartingWith("SEMEL-706 the file cannot be opened");
  }

  @Test
  void a_record_that_does_not_end_is_refused_before_memory_does() throws IOException {
    Files.writeString(file, HEADER + "a,\"" + "x".repeat(2_000));
    assertThatThrownBy(() -> read(CsvSource.of(file, CsvSourceTest::entry).recordCharsMax(1_000)))
        .hasMessage("SEMEL-706 line 2 begins a record of more than 1000 characters");
  }

  @Test
  void another_separator_and_encoding_are_said() throws IOException {
    Files.write(file, "id;note\nÄ,1;x\n".getBytes(ISO_8859_1));
    CsvSource source =
        CsvSource.of(file, row -> Sides.entry(row.text("id"), Status.FAILED).build())
            .separator(';');
    assertThat(read(source.charset(ISO_8859_1))).extracting(Entry::ref).containsExactly("Ä,1");
    assertThatThrownBy(() -> read(source.charset(UTF_8)))
        .isInstanceOf(ReconcileException.class)
        .hasMessageContaining("no text");
    assertThatThrownBy(() -> source.separator('"')).hasMessageStartingWith("SEMEL-701");
  }

  @Test
  void a_file_that_is_not_in_order_is_refused_with_its_lines() throws IOException {
    Files.writeString(
        file,
        HEADER
            + "b,1,EUR,paid,2026-11-02T12:00:00Z\n"
            + "\n"
            + "a,1,EUR,paid,2026-11-02T12:00:00Z\n");
    CsvSource source = CsvSource.of(file, CsvSourceTest::entry);
    assertThatThrownBy(() -> Sides.found(Sides.between(List.of(), List.of()).theirs(source)))
        .hasMessageStartingWith(
            "SEMEL-702 their side is not in order: line 4 may not come after line 2");
  }
}
