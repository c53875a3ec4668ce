// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import dev.semel.testkit.internal.crash.Run;
import dev.semel.testkit.internal.crash.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A finding as one HTML file that needs nothing else: no script, no other file, no network. It is
 * well-formed XML as well.
 */
public final class HtmlReport {
  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private final Finding finding;
  private final Markup out = new Markup();

  private HtmlReport(Finding finding) {
    this.finding = finding;
  }

  public static String of(Finding finding) {
    HtmlReport report = new HtmlReport(finding);
    report.page();
    return "<!DOCTYPE html>\n" + report.out + "\n";
  }

  private void page() {
    out.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en").line();
    out.open("head").empty("meta", "charset", "utf-8");
    out.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
    out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    out.leaf("title", finding.title() + " – " + Words.headline(finding.run()));
    out.leaf("style", style()).close().line();
    out.open("body").open("main").line();
    summary();
    diagrams();
    out.close().close().close();
  }

  private void summary() {
    Run run = finding.run();
    out.open("header", "class", run.holds() ? "holds" : "fails");
    out.leaf("p", finding.title(), "class", "test");
    out.open("h1");
    headline(run);
    out.close();
    if (!run.holds()) {
      list(run.violations(), "violations");
    }
    if (!finding.changes().isEmpty()) {
      out.leaf("h2", "Other than in a run in which nobody dies");
      list(finding.changes(), "changes");
    }
    out.open("p", "class", "again").leaf("span", "Run it again");
    out.leaf("code", finding.again()).close();
    out.leaf("p", finding.facts(), "class", "facts");
    out.close().line();
  }

  /** The deaths lead to their places in the diagram. */
  private void headline(Run run) {
    List<Step> deaths = run.deaths();
    if (run.holds() || deaths.isEmpty()) {
      out.text(capital(Words.headline(run)));
      return;
    }
    out.text("When the process dies ");
    for (int i = 0; i < deaths.size(); i++) {
      Step step = deaths.get(i);
      out.text(i == 0 ? "" : i == deaths.size() - 1 ? " and then " : ", then ");
      out.text(step.before() ? "before " : "after ");
      out.leaf("a", brief(step.call().text()), "href", "#life-" + step.life() + "-dies");
      StackTraceElement site = step.call().site();
      if (site != null && site.getFileName() != null) {
        out.leaf("small", " " + site.getFileName() + ":" + Math.max(site.getLineNumber(), 0));
      }
    }
    out.text(", this does not hold at the end:");
  }

  private static String brief(String text) {
    return text.length() <= 70 ? text : text.substring(0, 67) + "…";
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
  }

  private void list(List<String> items, String style) {
    out.open("ul", "class", style);
    items.forEach(item -> out.leaf("li", item));
    out.close();
  }

  private void diagrams() {
    Diagram whole = Reading.of(finding.run().steps());
    Diagram folded = Folding.of(whole);
    legend();
    diagram(folded, true);
    if (folded.rows().size() < whole.rows().size()) {
      out.open("details");
      out.leaf("summary", "The whole schedule, all " + finding.run().steps().size() + " steps");
      diagram(whole, false);
      out.close().line();
    }
  }

  private void legend() {
    out.open("ul", "class", "legend");
    legend("key tx", "in a transaction");
    legend("key lasting", "commit, publish, acknowledge");
    legend("key call", "call");
    legend("key answer", "answer");
    legend("key crash", "the process dies");
    out.close().line();
  }

  private void legend(String key, String text) {
    out.open("li").leaf("i", "", "class", key).text(text).close();
  }

  private void diagram(Diagram diagram, boolean linked) {
    Sketch sketch = new Sketch(diagram, out);
    String left = "padding-left:" + sketch.width() + "px";
    out.open("section", "class", "diagram", "style", "min-width:" + (sketch.width() + 420) + "px");
    out.open("div", "class", "names");
    sketch.heads();
    out.close().line();
    out.open("div", "class", "time");
    sketch.rows();
    out.open("ol");
    for (Row row : diagram.rows()) {
      row(row, linked, left);
    }
    out.close().close().close().line();
  }

  private void row(Row row, boolean linked, String left) {
    String style = left + ";height:" + Sketch.height(row) + "px";
    String id = (linked ? "life-" : "whole-life-") + row.life() + "-dies";
    if (row.dies()) {
      out.open("li", "class", styles(row), "style", style, "id", id, "title", row.text());
    } else {
      out.open("li", "class", styles(row), "style", style, "title", row.text());
    }
    Exchange exchange = row.exchange();
    out.open("p");
    out.leaf(exchange == null ? "span" : "code", row.text(), "class", "what");
    if (exchange != null && !exchange.result().isEmpty()) {
      out.leaf("span", exchange.result(), "class", "result");
    }
    if (exchange != null && !exchange.place().isEmpty()) {
      out.leaf("span", exchange.place(), "class", "place");
    }
    out.close();
    if (row.dies()) {
      out.open("p", "class", "death").leaf("strong", "Life " + row.life() + " dies here");
      out.text(" " + row.death()).close();
    }
    out.close().line();
  }

  private static String styles(Row row) {
    Exchange exchange = row.exchange();
    String style = row.kind().name().toLowerCase(java.util.Locale.ROOT);
    if (row.dies()) {
      return style + " dies";
    }
    if (row.isPlumbing()) {
      return style + " plumbing";
    }
    if (exchange != null && exchange.failed()) {
      return style + " failed";
    }
    return exchange != null && exchange.lasts() ? style + " lasting" : style;
  }

  private static String style() {
    try (InputStream css =
        Objects.requireNonNull(HtmlReport.class.getResourceAsStream("report.css"))) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
