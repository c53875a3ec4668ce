// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.key;

import dev.semel.http.Problem;
import java.util.List;

/** The field {@code Idempotency-Key}: a key, none, or something that is not one. */
public final class KeyField {
  private static final String BARE_MARKS = "._~+/=:-";

  private KeyField() {}

  /** What became of a field. */
  public sealed interface Parsed {}

  /** There was no such field. */
  public record Absent() implements Parsed {}

  public record Good(String key) implements Parsed {}

  /**
   * The field is there and no key is in it.
   *
   * @param why for the caller; never quotes what was sent
   */
  public record Bad(Problem problem, String why) implements Parsed {}

  /**
   * The field and its alias, which an older client sends instead or as well.
   *
   * @param lines all lines of the field, as received
   * @param aliasLines all lines of the alias; none if there is no alias
   */
  public static Parsed parse(List<String> lines, List<String> aliasLines, Parsing parsing) {
    Parsed field = parse(lines, parsing);
    Parsed alias = parse(aliasLines, parsing);
    if (field instanceof Absent) {
      return alias;
    }
    if (field instanceof Good && !(alias instanceof Absent) && !alias.equals(field)) {
      return alias instanceof Bad
          ? alias
          : malformed("the field and its alias are both there and name different keys");
    }
    return field;
  }

  /** All lines of one field, as received. */
  public static Parsed parse(List<String> lines, Parsing parsing) {
    if (lines.isEmpty()) {
      return new Absent();
    }
    if (lines.size() > 1) {
      return malformed("there is more than one line; it is one key");
    }
    String line = lines.get(0);
    if (line.chars().anyMatch(c -> c < ' ' || c >= 0x7F)) {
      return malformed("it has a character that is not printable ASCII");
    }
    String text = stripSpaces(line);
    if (!text.startsWith("\"")) {
      return bare(text, parsing);
    }
    String key = StructuredString.parse(text);
    return key == null
        ? malformed("it is not one string in double quotes, closed, with nothing after it")
        : measured(key, parsing);
  }

  private static Parsed bare(String text, Parsing parsing) {
    if (parsing.strict()) {
      return malformed("a key stands in double quotes");
    }
    return text.chars().allMatch(KeyField::inBare)
        ? measured(text, parsing)
        : malformed("a key with characters other than A-Z a-z 0-9 . _ ~ + / = : - needs quotes");
  }

  private static Parsed measured(String key, Parsing parsing) {
    if (key.isEmpty()) {
      return malformed("the key is empty");
    }
    if (key.length() > parsing.lengthMax()) {
      return new Bad(
          Problem.KEY_TOO_LONG,
          "the key has %d characters, at most %d are allowed"
              .formatted(key.length(), parsing.lengthMax()));
    }
    if (key.length() < parsing.lengthMin()) {
      return new Bad(
          Problem.KEY_TOO_WEAK,
          "the key has %d characters, at least %d are needed"
              .formatted(key.length(), parsing.lengthMin()));
    }
    return new Good(key);
  }

  private static Bad malformed(String why) {
    return new Bad(Problem.KEY_MALFORMED, why);
  }

  private static boolean inBare(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || BARE_MARKS.indexOf(c) >= 0;
  }

  /** Spaces alone: a tab is refused before. */
  private static String stripSpaces(String line) {
    int from = 0;
    int to = line.length();
    while (from < to && line.charAt(from) == ' ') {
      from++;
    }
    while (to > from && line.charAt(to - 1) == ' ') {
      to--;
    }
    return line.substring(from, to);
  }
}
