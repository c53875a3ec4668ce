// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import dev.semel.testkit.internal.report.Row.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A diagram in plain ASCII, at most {@value #WIDTH} columns wide if that is possible. */
final class TextDiagram {
  private static final int WIDTH = 110;
  private static final int STEPS = 9;
  private static final int TEXT_MIN = 36;
  private static final int NAME_MAX = 14;
  private static final String LIFE = "life";
  private static final String TOPIC = "topic ";

  private final Diagram diagram;
  private final int[] lives;
  private final List<Integer> outside = new ArrayList<>();
  private final StringBuilder heads = new StringBuilder();
  private final int width;
  private final List<String> lines = new ArrayList<>();

  private TextDiagram(Diagram diagram) {
    this.diagram = diagram;
    this.lives = new int[diagram.lives() + 1];
    heads.append(" ".repeat(STEPS - LIFE.length())).append(LIFE);
    for (int i = 1; i <= diagram.lives(); i++) {
      lives[i] = lane(" " + i + " ");
    }
    diagram.outside().forEach(name -> outside.add(lane(shortened(name))));
    this.width = (outside.isEmpty() ? heads.length() : outside.get(outside.size() - 1)) + 2;
  }

  /** One line after the other, each with its end. */
  static String of(Diagram diagram) {
    TextDiagram text = new TextDiagram(diagram);
    text.lines.add(text.heads.toString());
    diagram.rows().forEach(text::row);
    StringBuilder all = new StringBuilder();
    text.lines.forEach(line -> all.append(line.stripTrailing()).append('\n'));
    return all.toString();
  }

  /** Adds a head; gives the column of the lane below its middle. */
  private int lane(String name) {
    int column = heads.length() + 1 + name.length() / 2;
    heads.append(' ').append(name);
    return column;
  }

  private static String shortened(String name) {
    String bare = name.startsWith(TOPIC) ? name.substring(TOPIC.length()) : name;
    return " " + (bare.length() > NAME_MAX ? bare.substring(0, NAME_MAX - 2) + ".." : bare);
  }

  private void row(Row row) {
    Exchange exchange = row.exchange();
    char[] line = lanes(row);
    if (exchange == null) {
      mark(row, line);
      put("", line, row.text());
      return;
    }
    call(row, exchange, line);
    String after =
        (exchange.result().isEmpty() ? "" : " (" + exchange.result() + ")")
            + (exchange.place().isEmpty() ? "" : " @" + exchange.place());
    put(numbers(row, exchange), line, shortened(row.text(), room() - after.length()) + after);
    if (row.dies()) {
      death(row, exchange);
    }
  }

  private void mark(Row row, char[] line) {
    int self = lives[row.life()];
    switch (row.kind()) {
      case DELIVERED -> arrow(line, lane(Diagram.BROKER, self), self, '-');
      case FOLDED -> line[self] = ':';
      default -> line[self] = 'o';
    }
  }

  private void call(Row row, Exchange exchange, char[] line) {
    int self = lives[row.life()];
    int other = lane(exchange.call().resource(), self);
    char stroke = exchange.commits() ? '=' : '-';
    switch (exchange.ending()) {
      case MOMENT -> line[self] = '*';
      case NEVER_MADE -> lost(line, self, self + Math.min(other - self, 6));
      case UNHEARD, CUT, LATER -> {
        if (row.kind() == Kind.ANSWER) {
          arrow(line, other, self, stroke);
        } else {
          arrow(line, self, other, stroke);
        }
      }
      default -> {
        arrow(line, other, self, stroke);
        if (row.kind() == Kind.CALL) {
          arrow(line, self, other, stroke);
          line[self + 1] = '<';
        }
      }
    }
  }

  private void death(Row row, Exchange exchange) {
    char[] line = lanes(row);
    int self = lives[row.life()];
    if (exchange.ending() == Ending.UNHEARD) {
      lost(line, self, lane(exchange.call().resource(), self));
    }
    line[self] = 'X';
    int step = exchange.ending() == Ending.UNHEARD ? exchange.answered() : exchange.asked();
    String text = "<== LIFE " + row.life() + " DIES HERE: " + row.death();
    for (String part : wrapped(text, room())) {
      put(part.startsWith("<==") ? String.valueOf(step) : "", line, part);
      line = lanes(row);
      line[self] = ' ';
    }
  }

  private static void lost(char[] line, int from, int to) {
    for (int i = from + 2; i < to; i += 2) {
      line[i] = '.';
    }
  }

  private static void arrow(char[] line, int from, int to, char stroke) {
    if (from == to) {
      return;
    }
    int step = from < to ? 1 : -1;
    for (int i = from + step; i != to; i += step) {
      line[i] = stroke;
    }
    line[to - step] = from < to ? '>' : '<';
  }

  private char[] lanes(Row row) {
    char[] line = new char[width];
    Arrays.fill(line, ' ');
    outside.forEach(column -> line[column] = '|');
    line[lives[row.life()]] = row.above() > 0 || row.below() > 0 ? '#' : '|';
    return line;
  }

  private int lane(String name, int otherwise) {
    int at = diagram.outside().indexOf(name);
    return at < 0 ? otherwise : outside.get(at);
  }

  private static String numbers(Row row, Exchange exchange) {
    if (row.dies()) {
      boolean before = exchange.ending() != Ending.UNHEARD || row.kind() == Kind.ANSWER;
      return before ? "" : String.valueOf(exchange.asked());
    }
    return row.kind() == Kind.ANSWER || exchange.answered() == 0
        ? String.valueOf(Math.max(exchange.asked(), exchange.answered()))
        : exchange.asked() + "," + exchange.answered();
  }

  private void put(String numbers, char[] line, String text) {
    for (int i = 0; i < Math.min(numbers.length(), STEPS); i++) {
      line[STEPS - 1 - numbers.length() + i] = numbers.charAt(i);
    }
    lines.add(new String(line) + " " + text);
  }

  private int room() {
    return Math.max(TEXT_MIN, WIDTH - width - 1);
  }

  /** The head says what is done and the tail to what, so the middle goes. */
  private static String shortened(String text, int max) {
    int room = Math.max(max, 16) - 4;
    return text.length() <= room + 4
        ? text
        : text.substring(0, room - room / 3) + " .. " + text.substring(text.length() - room / 3);
  }

  private static List<String> wrapped(String text, int max) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (part.length() > 0 && part.length() + 1 + word.length() > max) {
        parts.add(part.toString());
        part.setLength(0);
      }
      part.append(part.length() == 0 ? "" : " ").append(word);
    }
    parts.add(part.toString());
    return parts;
  }
}
