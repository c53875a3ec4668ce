// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.testkit.internal.calls.CallKind;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class HtmlReportTest {
  private static Document parsed(Finding finding) throws Exception {
    byte[] html = HtmlReport.of(finding).getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(html));
  }

  /** The elements of one kind that have this among their classes. */
  private static List<Element> all(Document page, String name, String style) {
    NodeList nodes = page.getElementsByTagName(name);
    List<Element> found = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      Element element = (Element) nodes.item(i);
      if (List.of(element.getAttribute("class").split(" ", -1)).contains(style)) {
        found.add(element);
      }
    }
    return found;
  }

  private static List<String> texts(List<Element> elements) {
    return elements.stream().map(Element::getTextContent).toList();
  }

  @Test
  void each_life_and_each_thing_outside_has_a_lane_and_each_death_its_mark() throws Exception {
    Document page = parsed(Runs.threeDeaths());
    assertThat(all(page, "g", "head")).hasSize(6);
    assertThat(all(page, "g", "life")).hasSize(4);
    assertThat(texts(all(page, "g", "head"))).anyMatch(text -> text.contains("database"));
    assertThat(all(page, "g", "crash")).hasSize(3);
    assertThat(texts(all(page, "p", "death")))
        .hasSize(3)
        .allMatch(text -> text.matches("Life \\d dies here .+"));
  }

  @Test
  void a_headline_leads_to_each_death() throws Exception {
    Document page = parsed(Runs.threeDeaths());
    NodeList links = page.getElementsByTagName("a");
    List<String> places = texts(all(page, "li", "dies"));
    assertThat(links.getLength()).isEqualTo(3);
    assertThat(places).hasSize(3);
    for (int i = 0; i < 3; i++) {
      String target = ((Element) links.item(i)).getAttribute("href").substring(1);
      assertThat(all(page, "li", "dies").get(i).getAttribute("id")).isEqualTo(target);
    }
    assertThat(page.getElementsByTagName("h1").item(0).getTextContent())
        .contains("before commit Payments.java:42")
        .contains("after insert into credit values (?) Payments.java:50");
  }

  @Test
  void arrows_go_out_and_come_back_but_not_to_the_dead() throws Exception {
    Document page = parsed(Runs.doubled());
    assertThat(all(page, "line", "lost")).hasSize(1);
    assertThat(all(page, "line", "stub")).isEmpty();
    assertThat(all(page, "line", "delivery")).hasSize(2);
    // Two credits of two calls, a commit, a publication and an acknowledgement have answers.
    assertThat(all(page, "polygon", "answer")).hasSize(7);
    assertThat(all(parsed(Runs.threeDeaths()), "line", "stub")).isNotEmpty();
    assertThat(all(page, "rect", "tx")).isNotEmpty();
  }

  @Test
  void an_open_transaction_reaches_the_crash_and_a_committed_one_does_not() throws Exception {
    assertThat(bottomOfFirstTransaction(diesAt(true))).isEqualTo(crash(diesAt(true)));
    assertThat(bottomOfFirstTransaction(diesAt(false))).isLessThan(crash(diesAt(false)));
  }

  private static Document diesAt(boolean before) throws Exception {
    Runs runs = new Runs().credited();
    return parsed(
        (before ? runs.diesBefore(Runs.commit()) : runs.diesAfter(Runs.commit())).finding("x"));
  }

  private static int bottomOfFirstTransaction(Document page) {
    return all(page, "rect", "tx").stream()
        .mapToInt(
            r -> Integer.parseInt(r.getAttribute("y")) + Integer.parseInt(r.getAttribute("height")))
        .max()
        .orElseThrow();
  }

  private static int crash(Document page) {
    Element mark = all(page, "g", "crash").get(0);
    Element stroke = (Element) mark.getElementsByTagName("line").item(0);
    int upper = Integer.parseInt(stroke.getAttribute("y1"));
    return (upper + Integer.parseInt(stroke.getAttribute("y2"))) / 2;
  }

  @Test
  void what_does_not_hold_what_changed_and_how_to_run_it_again_stand_on_top() throws Exception {
    Document page = parsed(Runs.doubled());
    String top = page.getElementsByTagName("header").item(0).getTextContent();
    assertThat(top)
        .contains("PaymentsTest.dies_anywhere")
        .contains("double: p1 has 2 effects")
        .contains("account: id=7 balance is 120, was 110")
        .contains("-Dsemel.plan=6");
  }

  @Test
  void no_text_of_the_code_under_test_becomes_markup() throws Exception {
    String evil = "select '<script>alert(\"1\")</script>' && \"]]>\" \u0000 <b";
    Finding finding =
        new Runs()
            .delivered("<i>p1</i>")
            .made(Runs.sql(evil, 1))
            .made(Runs.call(CallKind.PUBLISH, "topic <b>&\"x\"</b>", "publish", 2))
            .diesAfter(Runs.sql(evil, 3))
            .finding("double: <b>");
    Document page = parsed(finding);
    assertThat(page.getElementsByTagName("script").getLength()).isZero();
    assertThat(page.getElementsByTagName("b").getLength()).isZero();
    assertThat(page.getElementsByTagName("i").getLength()).isEqualTo(5); // the legend's
    assertThat(texts(all(page, "code", "what"))).anyMatch(text -> text.contains("<script>"));
  }

  @Test
  void nothing_is_loaded_from_anywhere() {
    String html =
        HtmlReport.of(Runs.threeDeaths())
            .replace("http://www.w3.org/1999/xhtml", "")
            .replace("http://www.w3.org/2000/svg", "");
    assertThat(html)
        .contains("default-src &#39;none&#39;")
        .doesNotContain("http:", "https:", "url(", "@import", "src=", "<script", "<link");
  }

  @Test
  void a_long_schedule_is_there_folded_and_whole() throws Exception {
    Runs runs = new Runs();
    for (int i = 0; i < 100; i++) {
      runs.made(Runs.sql("select " + i, 7));
    }
    Document page = parsed(runs.diesBefore(Runs.commit()).finding("x"));
    assertThat(page.getElementsByTagName("details").getLength()).isEqualTo(1);
    assertThat(all(page, "section", "diagram")).hasSize(2);
    assertThat(texts(all(page, "code", "what"))).containsOnlyOnce("select 42");
    assertThat(all(page, "li", "folded")).hasSize(1);
  }

  @Test
  void a_schedule_in_which_all_holds_has_no_crash_in_it() throws Exception {
    Document page = parsed(new Runs().delivered("p1").credited().made(Runs.commit()).finding());
    assertThat(all(page, "header", "holds")).hasSize(1);
    assertThat(all(page, "g", "crash")).isEmpty();
    assertThat(page.getElementsByTagName("h1").item(0).getTextContent())
        .isEqualTo("Everything holds at the end.");
  }
}
