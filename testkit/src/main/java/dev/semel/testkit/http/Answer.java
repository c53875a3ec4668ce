// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What came back for a request. Immutable: nobody writes to the body. */
final class Answer {
  private final int status;
  private final List<Field> fields;
  private final byte[] bytes;

  Answer(int status, List<Field> fields, byte[] bytes) {
    this.status = status;
    this.fields = fields;
    this.bytes = bytes;
  }

  /** A field line as it came. */
  record Field(String name, String value) {}

  int status() {
    return status;
  }

  List<Field> fields() {
    return fields;
  }

  byte[] bytes() {
    return bytes;
  }

  Optional<String> header(String name) {
    return fields.stream()
        .filter(f -> f.name().equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst();
  }

  List<String> headers(String name) {
    return fields.stream().filter(f -> f.name().equalsIgnoreCase(name)).map(Field::value).toList();
  }

  String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A member of a flat JSON body, without its quotes. */
  Optional<String> member(String name) {
    Matcher member =
        Pattern.compile("\"" + Pattern.quote(name) + "\"\\s*:\\s*(\"([^\"]*)\"|[^,}\\s]+)")
            .matcher(text());
    return member.find()
        ? Optional.of(member.group(2) != null ? member.group(2) : member.group(1))
        : Optional.empty();
  }

  /** The strings of a flat array in a JSON body. */
  List<String> strings(String name) {
    Matcher array =
        Pattern.compile("\"" + Pattern.quote(name) + "\"\\s*:\\s*\\[([^\\]]*)\\]").matcher(text());
    List<String> found = new ArrayList<>();
    if (array.find()) {
      Pattern.compile("\"([^\"]*)\"")
          .matcher(array.group(1))
          .results()
          .forEach(m -> found.add(m.group(1)));
    }
    return found;
  }

  boolean sameBodyAs(Answer other) {
    return Arrays.equals(bytes, other.bytes);
  }

  boolean is2xx() {
    return status >= 200 && status < 300;
  }
}
