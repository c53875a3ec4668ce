// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documents say what the sources say. */
class DocsTest {
  private static final Pattern CODE = Pattern.compile("SEMEL-\\d{3}");
  private static final Pattern SECTION = Pattern.compile("(?m)^### (SEMEL-\\d{3})\\b");
  private static final Pattern SNIPPET =
      Pattern.compile("<!-- snippet: (\\w+)#([\\w-]+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

  @Test
  void every_code_in_the_sources_has_a_section_and_every_section_a_code() {
    Set<String> used = new TreeSet<>();
    SourceTree.mainSources().stream()
        .map(SourceTree::read)
        .forEach(text -> CODE.matcher(text).results().forEach(match -> used.add(match.group())));
    Set<String> documented = new TreeSet<>();
    SECTION
        .matcher(SourceTree.read(SourceTree.root().resolve("docs/errors.md")))
        .results()
        .forEach(match -> documented.add(match.group(1)));
    assertThat(used).isNotEmpty();
    assertThat(documented).isEqualTo(used);
  }

  @Test
  void every_snippet_is_a_region_of_a_compiled_test() {
    List<String> checked = new ArrayList<>();
    for (Path document : SourceTree.files(".md")) {
      Matcher snippet = SNIPPET.matcher(SourceTree.read(document));
      while (snippet.find()) {
        String region = region(snippet.group(1), snippet.group(2));
        assertThat(squeezed(snippet.group(3)))
            .as("%s: snippet %s#%s", SourceTree.name(document), snippet.group(1), snippet.group(2))
            .isEqualTo(squeezed(region));
        checked.add(snippet.group(2));
      }
    }
    assertThat(checked).hasSizeGreaterThan(3);
  }

  @Test
  void every_java_block_in_the_documents_is_a_snippet() {
    for (Path document : SourceTree.files(".md")) {
      String text = SourceTree.read(document);
      long blocks = Pattern.compile("(?m)^```java").matcher(text).results().count();
      assertThat(SNIPPET.matcher(text).results().count())
          .as("%s: java blocks without a snippet marker", SourceTree.name(document))
          .isEqualTo(blocks);
    }
  }

  @Test
  void every_link_to_a_file_leads_to_one() {
    for (Path document : SourceTree.files(".md")) {
      Matcher link = LINK.matcher(SourceTree.read(document));
      while (link.find()) {
        if (!link.group(1).contains(":")) {
          assertThat(Files.exists(document.getParent().resolve(link.group(1))))
              .as("%s links to %s", SourceTree.name(document), link.group(1))
              .isTrue();
        }
      }
    }
  }

  private static String region(String className, String name) {
    Path source = SourceTree.files("/" + className + ".java").stream().findFirst().orElseThrow();
    Matcher region =
        Pattern.compile(
                "// tag::" + Pattern.quote(name) + "\\[\\]\\n(.*?)// end::" + Pattern.quote(name),
                Pattern.DOTALL)
            .matcher(SourceTree.read(source));
    assertThat(region.find()).as("region %s in %s", name, className).isTrue();
    return region.group(1);
  }

  /** The formatter indents and breaks a region as a test; a document has its own line ends. */
  private static String squeezed(String code) {
    return code.replaceAll("\\s+", "");
  }
}
