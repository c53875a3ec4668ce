// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import dev.semel.testkit.internal.report.Row.Kind;
import java.util.List;

/** The lanes and arrows of a diagram as SVG, row below row. For one thread. */
final class Sketch {
  static final int HEAD = 40;
  private static final int STEPS = 64;
  private static final int MANY = 6;
  private static final int SLANT = 5;
  private static final int DYING = 84;

  private final Diagram diagram;
  private final Markup out;
  private final int lifeRoom;
  private final int otherRoom;

  Sketch(Diagram diagram, Markup out) {
    this.diagram = diagram;
    this.out = out;
    boolean many = diagram.lives() + diagram.outside().size() > MANY;
    this.lifeRoom = many ? 58 : 72;
    this.otherRoom = many ? 94 : 110;
  }

  int width() {
    return STEPS + diagram.lives() * lifeRoom + diagram.outside().size() * otherRoom;
  }

  static int height(Row row) {
    if (row.dies()) {
      return DYING;
    }
    if (row.isPlumbing()) {
      return 24;
    }
    return row.kind() == Kind.START ? 40 : 32;
  }

  int height() {
    return diagram.rows().stream().mapToInt(Sketch::height).sum();
  }

  /** The names above the lanes. */
  void heads() {
    open("heads", HEAD);
    for (int life = 1; life <= diagram.lives(); life++) {
      head("life " + life, x(life), lifeRoom, "life");
    }
    for (String name : diagram.outside()) {
      head(name, x(name, 0), otherRoom, "other");
    }
    out.close();
  }

  private void head(String name, int x, int room, String style) {
    int width = room - 8;
    out.open("g", "class", "head " + style);
    out.leaf("title", name);
    rectangle("", x - width / 2, 6, width, 26, 6);
    String bare = name.startsWith("topic ") ? name.substring("topic ".length()) : name;
    int most = width / 8;
    String shown = bare.length() > most ? bare.substring(0, most - 1) + "…" : bare;
    text(shown, x, 23, "middle", "");
    out.close();
  }

  void rows() {
    open("lanes", height());
    for (String name : diagram.outside()) {
      line("lane other", x(name, 0), 0, x(name, 0), height());
    }
    int y = 0;
    for (Row row : diagram.rows()) {
      row(row, y, height(row));
      y += height(row);
    }
    out.close().line();
  }

  private void open(String style, int height) {
    out.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "class",
        style,
        "width",
        text(width()),
        "height",
        text(height),
        "viewBox",
        "0 0 " + width() + " " + height);
  }

  private void row(Row row, int y, int height) {
    int x = x(row.life());
    int middle = row.dies() ? y + 18 : y + height / 2;
    int end = row.dies() ? y + 56 : y + height;
    int from = row.kind() == Kind.START ? middle : y;
    int to = row.kind() == Kind.END ? middle : end;
    transaction(row, x, y, middle, end);
    line(row.kind() == Kind.FOLDED ? "lane life far" : "lane life", x, from, x, to);
    Exchange exchange = row.exchange();
    if (exchange == null) {
      mark(row, x, middle);
    } else {
      steps(row, exchange, middle, end);
      call(row, exchange, x, middle);
    }
    if (row.dies()) {
      burst(x, end);
    }
    out.line();
  }

  private void transaction(Row row, int x, int y, int middle, int end) {
    boolean open = row.above() > 0;
    boolean stays = row.below() > 0;
    if (open) {
      int until = stays || isCut(row) ? end : middle;
      rectangle("tx", x - 9, y, 18, until - y, 0);
    } else if (stays) {
      rectangle("tx", x - 9, middle, 18, end - middle, 0);
    }
  }

  /** It ends with the life, and not with the commit before. */
  private static boolean isCut(Row row) {
    Exchange exchange = row.exchange();
    return row.dies()
        && exchange != null
        && !(exchange.commits() && exchange.ending() == Ending.UNHEARD);
  }

  private void mark(Row row, int x, int y) {
    switch (row.kind()) {
      case DELIVERED -> arrow("delivery", x(Diagram.BROKER, x), y, x, y);
      case FOLDED -> {}
      case END -> line("cap", x - 9, y, x + 9, y);
      default -> circle("birth", x, y, 6);
    }
  }

  private void steps(Row row, Exchange exchange, int y, int end) {
    int asked = exchange.asked();
    int answered = exchange.answered();
    if (row.dies()) {
      boolean unheard = exchange.ending() == Ending.UNHEARD;
      text(text(unheard ? answered : asked), STEPS - 20, end + 4, "end", "step deadly");
      if (unheard && asked > 0) {
        text(text(asked), STEPS - 20, y + 4, "end", "step");
      }
    } else {
      String both = asked > 0 && answered > 0 ? asked + "–" + answered : text(asked + answered);
      text(both, STEPS - 20, y + 4, "end", "step");
    }
  }

  private void call(Row row, Exchange exchange, int x, int y) {
    int other = x(exchange.call().resource(), x);
    boolean back = row.kind() == Kind.ANSWER;
    String style = style(row, exchange);
    switch (exchange.ending()) {
      case MOMENT -> circle("moment", x, y, 4);
      case NEVER_MADE -> {
        line("stub", x, y + 10, x + Math.min(44, (other - x) / 2), y + 12);
        line("stub", x + 40, y + 6, x + 48, y + 18);
        line("stub", x + 48, y + 6, x + 40, y + 18);
      }
      case UNHEARD -> {
        if (!back) {
          arrow(style, x, y - SLANT, other, y);
        }
        circle(style + " dot", other, y, 4);
        int lostAt = x + Math.min(60, (other - x) / 3);
        line(style + " answer lost", other, y + 2, lostAt, y + 26);
        text("?", lostAt - 8, y + 32, "middle", "unheard");
      }
      case CUT, LATER -> arrow(style, x, y - SLANT, other, y);
      default -> {
        if (!back) {
          arrow(style, x, y - SLANT, other, y);
        }
        if (exchange.lasts() && !exchange.failed()) {
          circle(style + " dot", other, y, 4);
        }
        arrow(style + " answer", other, y, x, y + SLANT + 1);
      }
    }
  }

  private static String style(Row row, Exchange exchange) {
    if (exchange.failed()) {
      return "failed";
    }
    if (row.isPlumbing()) {
      return "plumbing";
    }
    return exchange.lasts() ? "lasting" : "call";
  }

  /** Unmistakable: here the process dies. */
  private void burst(int x, int y) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < 24; i++) {
      double radius = i % 2 == 0 ? 17 : 11;
      double angle = Math.PI * i / 12 - Math.PI / 2;
      points.append(Math.round(x + radius * Math.cos(angle))).append(',');
      points.append(Math.round(y + radius * Math.sin(angle))).append(' ');
    }
    out.open("g", "class", "crash");
    out.leaf("title", "the process dies here");
    out.empty("polygon", "points", points.toString().strip());
    line("", x - 5, y - 5, x + 5, y + 5);
    line("", x + 5, y - 5, x - 5, y + 5);
    out.close();
  }

  private int x(int life) {
    return STEPS + (life - 1) * lifeRoom + lifeRoom / 2;
  }

  private int x(String name, int otherwise) {
    List<String> outside = diagram.outside();
    int at = outside.indexOf(name);
    return at < 0 ? otherwise : STEPS + diagram.lives() * lifeRoom + at * otherRoom + otherRoom / 2;
  }

  private void arrow(String style, int x1, int y1, int x2, int y2) {
    int back = x1 < x2 ? -8 : 8;
    line(style, x1, y1, x2 + back / 2, y2);
    String head = "%d,%d %d,%d %d,%d".formatted(x2, y2, x2 + back, y2 - 4, x2 + back, y2 + 4);
    out.empty("polygon", "class", style + " tip", "points", head);
  }

  private void line(String style, int x1, int y1, int x2, int y2) {
    out.empty(
        "line", "class", style, "x1", text(x1), "y1", text(y1), "x2", text(x2), "y2", text(y2));
  }

  private void circle(String style, int x, int y, int radius) {
    out.empty("circle", "class", style, "cx", text(x), "cy", text(y), "r", text(radius));
  }

  private void rectangle(String style, int x, int y, int width, int height, int round) {
    out.empty(
        "rect",
        "class",
        style,
        "x",
        text(x),
        "y",
        text(y),
        "width",
        text(width),
        "height",
        text(height),
        "rx",
        text(round));
  }

  private void text(String text, int x, int y, String anchor, String style) {
    out.leaf("text", text, "x", text(x), "y", text(y), "text-anchor", anchor, "class", style);
  }

  private static String text(int number) {
    return Integer.toString(number);
  }
}
