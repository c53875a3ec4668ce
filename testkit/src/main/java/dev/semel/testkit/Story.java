// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How reports put things into words. */
final class Story {
  private static final List<String> ORDINALS =
      List.of(
          "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
          "tenth");
  private static final List<String> NUMBERS =
      List.of("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");
  private static final int LINES = 40;
  private static final int MESSAGE = 300;

  private Story() {}

  /** {@code second} of 2. */
  static String ordinal(int number) {
    if (number <= ORDINALS.size()) {
      return ORDINALS.get(number - 1);
    }
    boolean teen = number / 10 % 10 == 1;
    return number
        + switch (teen ? 0 : number % 10) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
  }

  /** {@code two} of 2. */
  static String number(int number) {
    return number < NUMBERS.size() ? NUMBERS.get(number) : String.valueOf(number);
  }

  static String counted(long count, String noun) {
    String many = noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? noun : many);
  }

  /** An exception in one line. */
  static String failure(Throwable failure) {
    String message = failure.getMessage();
    if (message == null) {
      return failure.getClass().getName();
    }
    String line = message.strip().lines().findFirst().orElse("");
    return failure.getClass().getName()
        + ": "
        + (line.length() <= MESSAGE ? line : line.substring(0, MESSAGE) + "...");
  }

  /** {@code it changed 2 tables and had 1 effect outside}. */
  static String extent(List<Change> changes) {
    long tables =
        changes.stream().filter(c -> !c.isOutside()).map(Change::where).distinct().count();
    long outside = changes.stream().filter(Change::isOutside).count();
    List<String> parts = new ArrayList<>();
    if (tables > 0) {
      parts.add("changed " + counted(tables, "table"));
    }
    if (outside > 0) {
      parts.add("had " + counted(outside, "effect") + " outside the database");
    }
    return parts.isEmpty() ? "changed nothing" : String.join(" and ", parts);
  }

  /** A line for each, indented, the tables in one column. */
  static String lines(List<Change> changes) {
    int width =
        changes.stream()
            .filter(c -> !c.isOutside())
            .mapToInt(c -> c.where().length())
            .max()
            .orElse(0);
    StringBuilder text = new StringBuilder();
    for (Change change : changes.subList(0, Math.min(LINES, changes.size()))) {
      int gap = change.isOutside() ? 2 : Math.max(0, width - change.where().length()) + 2;
      text.append("\n  ").append(change.where()).append(" ".repeat(gap)).append(change.text());
    }
    if (changes.size() > LINES) {
      text.append("\n  and ").append(counted(changes.size() - LINES, "change")).append(" more");
    }
    return text.toString();
  }
}
