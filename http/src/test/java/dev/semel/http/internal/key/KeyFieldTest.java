// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.semel.http.Caller;
import dev.semel.http.Problem;
import dev.semel.http.internal.key.KeyField.Absent;
import dev.semel.http.internal.key.KeyField.Bad;
import dev.semel.http.internal.key.KeyField.Good;
import dev.semel.http.internal.key.KeyField.Parsed;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of header parsing: each row that a field alone decides. */
class KeyFieldTest {
  private static final String UUID = "8e03978e-40d5-43e8-bc93-6894a57f9324";
  private static final Parsing LENIENT = Parsing.lenient();
  private static final Parsing STRICT = Parsing.strictly();

  private static Parsed lenient(String... lines) {
    return KeyField.parse(List.of(lines), LENIENT);
  }

  private static Parsed strict(String... lines) {
    return KeyField.parse(List.of(lines), STRICT);
  }

  private static void good(String line, String key) {
    assertThat(lenient(line)).isEqualTo(new Good(key));
    assertThat(strict(line)).isEqualTo(new Good(key));
  }

  private static void malformed(Parsed parsed) {
    assertThat(parsed)
        .isInstanceOfSatisfying(
            Bad.class, bad -> assertThat(bad.problem()).isEqualTo(Problem.KEY_MALFORMED));
  }

  private static void malformed(String... lines) {
    malformed(lenient(lines));
    malformed(strict(lines));
  }

  @Test
  void rows_1_2_no_line_is_no_key_and_whether_one_is_needed_is_decided_elsewhere() {
    assertThat(lenient()).isEqualTo(new Absent());
    assertThat(strict()).isEqualTo(new Absent());
  }

  @Test
  void row_3_a_string_in_quotes_is_a_key() {
    good("\"" + UUID + "\"", UUID);
  }

  @Test
  void row_4_without_quotes_it_is_the_same_key_or_with_strictness_none() {
    assertThat(lenient(UUID)).isEqualTo(lenient("\"" + UUID + "\"")).isEqualTo(new Good(UUID));
    malformed(strict(UUID));
  }

  @Test
  void row_4_every_character_a_bare_key_may_have_is_the_same_character_in_quotes() {
    String all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~+/=:-";
    assertThat(lenient(all)).isEqualTo(lenient("\"" + all + "\"")).isEqualTo(new Good(all));
    for (char c = 0; c < 0x100; c++) {
      Parsed bare = lenient("k" + c + "k");
      if (all.indexOf(c) >= 0) {
        assertThat(bare).isEqualTo(new Good("k" + c + "k"));
      } else {
        malformed(bare);
      }
    }
  }

  @Test
  void row_4_both_forms_have_one_identity() {
    Caller caller = Caller.of("alice");
    String quoted = ((Good) lenient("\"" + UUID + "\"")).key();
    String bare = ((Good) lenient(UUID)).key();
    assertThat(KeyIdentity.of(caller, bare)).isEqualTo(KeyIdentity.of(caller, quoted));
  }

  @Test
  void row_5_nothing_in_quotes_is_no_key() {
    malformed("\"\"");
    malformed("\"\";v=1");
    malformed("");
    malformed("   ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"abc",
        "abc\"",
        "\"a\"b\"",
        "'abc'",
        "\"a\\b\"",
        "\"a\\",
        "\"a\\\"",
        "\"",
        "\\\"a\\\"",
        "\"a\\u0041\"",
        "\"a\"\"b\"",
        "\"a\\,\""
      })
  void row_6_quotes_and_escapes_that_are_not_right_make_it_malformed(String line) {
    malformed(line);
  }

  @Test
  void row_7_a_quote_and_a_backslash_are_escaped() {
    good("\"a\\\"b\"", "a\"b");
    good("\"a\\\\b\"", "a\\b");
    good("\"\\\\\\\"\"", "\\\"");
  }

  @Test
  void row_8_anything_but_printable_ascii_makes_it_malformed_wherever_it_is() {
    for (int c = 0; c <= 0x200; c++) {
      if (c < 0x20 || c >= 0x7F) {
        String odd = String.valueOf((char) c);
        malformed("\"a" + odd + "b\"");
        malformed("a" + odd + "b");
        malformed(odd + "\"ab\"");
        malformed("\"ab\"" + odd);
        malformed("\"ab\";v=\"" + odd + "\"");
        malformed("\"a\\" + odd + "\"");
      }
    }
    malformed("\"\uD83D\uDE00\"");
    malformed("\uFF21bc");
  }

  @Test
  void row_8_every_printable_character_is_itself_in_quotes() {
    for (char c = ' '; c < 0x7F; c++) {
      String escape = c == '"' || c == '\\' ? "\\" : "";
      good("\"" + escape + c + "\"", String.valueOf(c));
    }
  }

  @Test
  void row_9_spaces_around_the_value_are_not_part_of_it() {
    good("  \"abc\"   ", "abc");
    assertThat(lenient("  abc ")).isEqualTo(new Good("abc"));
  }

  @Test
  void row_10_spaces_inside_and_case_make_other_keys() {
    assertThat(Stream.of("\"abc \"", "\"abc\"", "\"ABC\"", "\" abc\"").map(KeyFieldTest::strict))
        .doesNotHaveDuplicates()
        .allMatch(Good.class::isInstance);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v=1",
        "v",
        " v=1",
        "   v=1",
        "v=-1.5",
        "v=123456789012345",
        "v=123456789012.123",
        "v=token",
        "v=*t/o:k",
        "v=\"a;b\"",
        "v=\"\\\"\"",
        "v=?0",
        "v=?1",
        "v=:aGVsbG8=:",
        "v=:aGVsbG8:",
        "v=::",
        "v=@1659578233",
        "v=@-1",
        "v=%\"f%c3%bc%c3%bc\"",
        "v=%\"\"",
        "*a_-.*=1",
        "a;b;c",
        "a=1; b=2;  c",
        "a;a"
      })
  void row_11_parameters_are_read_and_mean_nothing(String parameters) {
    good("\"abc\";" + parameters, "abc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";",
        ";;v",
        ";v=",
        ";V=1",
        ";1=1",
        "; ",
        ";v =1",
        ";v= 1",
        " ;v=1",
        ";v=1 x",
        ";v=-",
        ";v=1.",
        ";v=.1",
        ";v=1.1234",
        ";v=1234567890123456",
        ";v=1234567890123.1",
        ";v=?2",
        ";v=?",
        ";v=@",
        ";v=@1.5",
        ";v=@x",
        ";v=:a",
        ";v=:a:",
        ";v=:a b:",
        ";v=:a_b-:",
        ";v=:=:",
        ";v=\"a",
        ";v=\"\\a\"",
        ";v=%",
        ";v=%\"%C3%BC\"",
        ";v=%\"%c3\"",
        ";v=%\"%c\"",
        ";v=%\"%",
        ";v=%\"a",
        ";v=(a b)",
        ";v=1;",
        ";v=a,b",
        ";v={}"
      })
  void row_11_parameters_that_cannot_be_read_make_it_malformed(String parameters) {
    malformed("\"abc\"" + parameters);
  }

  @Test
  void row_11_a_bare_key_has_no_parameters() {
    malformed("abc;v=1");
  }

  @Test
  void row_12_two_lines_are_not_one_key_even_if_they_are_the_same() {
    malformed("\"abc\"", "\"abc\"");
    malformed("abc", "abc");
    malformed("\"abc\"", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"a\", \"b\"", "\"a\",\"b\"", "a, b", "a,a", "\"a\",", "(\"a\")", "k=\"a\""})
  void row_12_a_list_is_not_one_key(String line) {
    if (!line.equals("k=\"a\"")) {
      malformed(lenient(line));
    }
    malformed(strict(line));
    malformed(lenient(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\" b", "\"a\"b", "\"a\" \"b\"", "\"a\" ;v", "\"a\"=1", "\"a\"\\"})
  void nothing_may_follow_the_key(String line) {
    malformed(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "123", ":YWJj:", "-1.5", "A/b:c"})
  void items_of_another_type_are_no_key_with_strictness_and_bare_keys_without(String line) {
    malformed(strict(line));
    assertThat(lenient(line)).isEqualTo(new Good(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?1", "@1659578233", "%\"abc\"", "*abc"})
  void items_of_another_type_with_other_characters_are_never_a_key(String line) {
    malformed(line);
  }

  @Test
  void row_13_the_length_is_that_of_the_key_without_quotes_and_escapes() {
    String longest = "k".repeat(255);
    good("\"" + longest + "\"", longest);
    assertThat(lenient(longest)).isEqualTo(new Good(longest));
    good("\"" + "\\\"".repeat(255) + "\"", "\"".repeat(255));
    for (Parsed parsed :
        List.of(
            lenient("\"k" + longest + "\""),
            strict("\"k" + longest + "\""),
            lenient("k" + longest))) {
      assertThat(parsed)
          .isInstanceOfSatisfying(
              Bad.class, bad -> assertThat(bad.problem()).isEqualTo(Problem.KEY_TOO_LONG));
    }
  }

  @Test
  void row_13_an_application_may_want_shorter_keys_and_no_longer_ones() {
    Parsed parsed = KeyField.parse(List.of("\"12345\""), new Parsing(false, 4, 1));
    assertThat(parsed)
        .isEqualTo(
            new Bad(Problem.KEY_TOO_LONG, "the key has 5 characters, at most 4 are allowed"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Parsing(false, 256, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Parsing(false, 255, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Parsing(false, 10, 11));
  }

  @Test
  void row_14_a_key_that_could_be_guessed_is_too_weak() {
    Parsing anonymous = new Parsing(false, 255, 22);
    for (String line : List.of("k".repeat(21), "\"" + "\\\\".repeat(21) + "\"")) {
      assertThat(KeyField.parse(List.of(line), anonymous))
          .isInstanceOfSatisfying(
              Bad.class, bad -> assertThat(bad.problem()).isEqualTo(Problem.KEY_TOO_WEAK));
    }
    assertThat(KeyField.parse(List.of("k".repeat(22)), anonymous)).isInstanceOf(Good.class);
  }

  @Test
  void row_15_one_of_field_and_alias_is_enough() {
    assertThat(KeyField.parse(List.of(), List.of("abc"), LENIENT)).isEqualTo(new Good("abc"));
    assertThat(KeyField.parse(List.of("abc"), List.of(), LENIENT)).isEqualTo(new Good("abc"));
    assertThat(KeyField.parse(List.of(), List.of(), LENIENT)).isEqualTo(new Absent());
    malformed(KeyField.parse(List.of(), List.of("abc"), STRICT));
  }

  @Test
  void row_16_field_and_alias_must_name_the_same_key() {
    assertThat(KeyField.parse(List.of("\"abc\""), List.of("abc"), LENIENT))
        .isEqualTo(new Good("abc"));
    malformed(KeyField.parse(List.of("\"abc\""), List.of("abd"), LENIENT));
    malformed(KeyField.parse(List.of("\"abc\""), List.of("a b"), LENIENT));
    malformed(KeyField.parse(List.of("\"abc"), List.of("abc"), LENIENT));
  }

  static Stream<Bad> everythingBad() {
    String sent = "se\u00e7ret";
    return Stream.of(
            lenient(sent),
            strict("secret"),
            lenient("secret\""),
            strict("\"secret\" secret"),
            lenient("secret", "secret"),
            KeyField.parse(List.of("\"secret\""), List.of("secret2"), LENIENT),
            KeyField.parse(List.of("\"secret\""), new Parsing(true, 3, 1)))
        .map(Bad.class::cast);
  }

  @ParameterizedTest
  @MethodSource("everythingBad")
  void what_is_said_about_a_field_never_repeats_it(Bad bad) {
    assertThat(bad.why()).isNotBlank().doesNotContain("secret", "se\u00e7ret");
  }
}
