// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.http.internal.key.KeyField.Good;
import dev.semel.http.internal.key.KeyField.Parsed;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Our parser and another's of RFC 8941 say the same about what is in RFC 8941. RFC 9651 has two
 * types more, dates and display strings, which the other refuses: there ours alone is asked.
 */
class StructuredStringOracleTest {
  private static final int FIELDS = 120_000;
  private static final long SEED = 9651;

  private static final List<String> PIECES =
      List.of(
          "\"",
          "\"",
          "\"",
          "\"",
          "\\",
          "\\\"",
          "\\\\",
          ";",
          ";",
          ";",
          "=",
          "=",
          " ",
          "  ",
          ",",
          "a",
          "b",
          "key",
          "A",
          "Z",
          "_",
          "-",
          ".",
          "*",
          "0",
          "7",
          "15",
          "?0",
          "?1",
          "?",
          ":",
          ":YWJj:",
          ":YQ==:",
          ":YQ:",
          "/",
          "+",
          "'",
          "(",
          ")",
          "\t",
          "\n",
          "\u007f",
          "\u00e4",
          "1.5",
          "-2",
          "123456789012345",
          "1234567890123456",
          "123456789012.123",
          "\"abc\"",
          "\"abc\";",
          ";v=1",
          ";v=\"x\"",
          ";v=t",
          "#",
          "!",
          "~",
          "{");

  /** A parameter whose value can only be one of the types that RFC 9651 added. */
  private static final Pattern ADDED = Pattern.compile("=[@%]");

  private static @Nullable String oracle(String field) {
    try {
      Item<?> item = Parser.parseItem(field);
      return item instanceof StringItem string ? string.get() : null;
    } catch (ParseException e) {
      return null;
    }
  }

  private static @Nullable String ours(String field) {
    Parsed parsed = KeyField.parse(List.of(field), Parsing.strictly());
    return parsed instanceof Good good ? good.key() : null;
  }

  private static String field(Random random) {
    StringBuilder field = new StringBuilder();
    if (random.nextInt(3) > 0) {
      field.append('"').append(pieces(random, 3).replace("\"", "")).append('"');
      for (int i = random.nextInt(4); i > 0; i--) {
        field.append(";v").append(i).append(random.nextBoolean() ? "=" : "");
        field.append(pieces(random, 2));
      }
      return random.nextInt(8) > 0 ? field.toString() : field + pieces(random, 2);
    }
    return pieces(random, 8);
  }

  private static String pieces(Random random, int max) {
    StringBuilder pieces = new StringBuilder();
    for (int i = random.nextInt(max + 1); i > 0; i--) {
      pieces.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return pieces.toString();
  }

  @Test
  void our_parser_says_what_another_one_says() {
    Random random = new Random(SEED);
    int keys = 0;
    int refused = 0;
    for (int i = 0; i < FIELDS; i++) {
      String field = field(random);
      String expected = oracle(field);
      if (expected != null && (expected.isEmpty() || expected.length() > Parsing.LENGTH_MAX)) {
        expected = null; // A string, and still no key.
      }
      assertThat(ours(field)).as("field %d: <%s>", i, field).isEqualTo(expected);
      keys += expected != null ? 1 : 0;
      refused += expected == null ? 1 : 0;
    }
    assertThat(keys).as("keys among them").isGreaterThan(FIELDS / 10);
    assertThat(refused).as("refused among them").isGreaterThan(FIELDS / 10);
  }

  @Test
  void every_single_change_of_a_field_is_judged_alike() {
    String field = "\"a\\\"b\\\\c\";v=1;w=\"x\\\"\";t=tok/en;b=:YWJj:;f=?1;d=-1.25; *z";
    assertThat(ours(field)).isEqualTo("a\"b\\c").isEqualTo(oracle(field));
    for (int at = 0; at < field.length(); at++) {
      judgedAlike(field.substring(0, at) + field.substring(at + 1));
      judgedAlike(field.substring(0, at));
      for (char c = 0; c < 0x100; c++) {
        judgedAlike(field.substring(0, at) + c + field.substring(at + 1));
        judgedAlike(field.substring(0, at) + c + field.substring(at));
      }
    }
  }

  private static void judgedAlike(String field) {
    if (!ADDED.matcher(field).find()) {
      assertThat(ours(field)).as("<%s>", field).isEqualTo(oracle(field));
    }
  }

  @Test
  void what_rfc_9651_added_is_where_they_differ() {
    for (String field : List.of("\"abc\";v=@1659578233", "\"abc\";v=%\"f%c3%bc\"")) {
      assertThat(oracle(field)).isNull();
      assertThat(ours(field)).isEqualTo("abc");
    }
  }
}
