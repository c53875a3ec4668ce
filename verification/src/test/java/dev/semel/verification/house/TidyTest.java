// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is law in the sources: each banned call, what to use, and who alone may make it. */
class TidyTest {
  private record Ban(String what, Pattern pattern, String instead, Set<String> allowed) {}

  private static final List<Ban> BANS =
      List.of(
          ban("a marker for later", "\\b(TODO|FIXME|XXX)\\b", "do it, or file an issue"),
          ban("Instant.now", "Instant\\.now\\(", "the database's clock"),
          ban(
              "currentTimeMillis",
              "currentTimeMillis\\(",
              "the database's clock or nanoTime; Ids for names",
              "Ids.java"),
          ban("randomUUID", "UUID\\.randomUUID\\(", "Tokens"),
          ban(
              "sleep",
              "(Thread|TimeUnit\\.\\w+)\\.sleep\\(",
              "Waiting, Poll",
              "Waiting.java",
              "Poll.java",
              "Broker.java"), // In a JVM of its own, which has only its own package.
          ban(
              "System.out",
              "System\\.(out|err)\\b",
              "Console, or a logger",
              "Console.java",
              "Main.java"),
          ban("System.exit", "System\\.exit\\(", "a return value", "Main.java"),
          ban("a mock", "org\\.mockito", "a real part or a fake"),
          ban("jqwik", "net\\.jqwik", "seeded parameterised tests"));

  private static final Pattern FORBIDDEN_NAME =
      Pattern.compile("(Manager|Util|Utils|Helper|Impl|Handler)\\.java$|/Abstract\\w+\\.java$");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "core/.*/dev/semel/(spi/)?\\w+\\.java"
              + "|kafka/.*/dev/semel/kafka/\\w+\\.java"
              + "|reconcile/.*/dev/semel/reconcile/\\w+\\.java"
              + "|http/.*/dev/semel/http/((?!internal)\\w+/)?\\w+\\.java"
              + "|embedded/.*/dev/semel/embedded/\\w+\\.java"
              + "|testkit/.*/dev/semel/testkit/((?!internal)\\w+/)?\\w+\\.java");
  private static final int LINES_MAX = 720;

  private static Ban ban(String what, String pattern, String instead, String... allowed) {
    return new Ban(what, Pattern.compile(pattern), instead, Set.of(allowed));
  }

  @Test
  void nothing_banned_stands_in_the_sources() {
    List<Path> sources = SourceTree.mainSources();
    assertThat(sources).hasSizeGreaterThan(50);
    List<String> found = new ArrayList<>();
    for (Path source : sources) {
      for (Ban ban : BANS) {
        if (!ban.allowed().contains(source.getFileName().toString())
            && ban.pattern().matcher(SourceTree.read(source)).find()) {
          found.add("%s: %s; use %s".formatted(SourceTree.name(source), ban.what(), ban.instead()));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void the_bans_can_be_broken() {
    Map<String, String> offences =
        Map.of(
            "a marker for later", "// TODO",
            "Instant.now", "Instant.now()",
            "sleep", "TimeUnit.NANOSECONDS.sleep(1)",
            "System.out", "System.out.println()",
            "randomUUID", "UUID.randomUUID()");
    offences.forEach(
        (what, line) ->
            assertThat(BANS)
                .filteredOn(ban -> ban.what().equals(what))
                .allSatisfy(ban -> assertThat(ban.pattern().matcher(line).find()).isTrue())
                .hasSize(1));
  }

  @Test
  void no_class_is_called_what_every_class_could_be_called() {
    assertThat(SourceTree.mainSources())
        .extracting(SourceTree::name)
        .noneMatch(name -> FORBIDDEN_NAME.matcher(name).find());
  }

  @Test
  void no_source_file_is_endless() {
    assertThat(SourceTree.mainSources())
        .allSatisfy(
            path -> assertThat(SourceTree.read(path).lines().count()).isLessThan(LINES_MAX));
  }

  @Test
  void every_public_type_says_whether_threads_may_share_it() {
    List<Path> types =
        SourceTree.mainSources().stream()
            .filter(path -> PUBLIC_TYPE.matcher(SourceTree.name(path)).matches())
            .filter(path -> Pattern.compile("(?m)^public ").matcher(SourceTree.read(path)).find())
            .toList();
    assertThat(types)
        .hasSizeGreaterThan(80)
        .allSatisfy(
            path ->
                assertThat(SourceTree.read(path))
                    .containsPattern("(?i)\\b(immutable|threads?)\\b"));
  }

  @Test
  void every_package_says_what_it_is_and_is_null_marked() {
    Set<Path> packages =
        SourceTree.mainSources().stream()
            .filter(path -> !path.endsWith("module-info.java"))
            .map(Path::getParent)
            .collect(java.util.stream.Collectors.toSet());
    assertThat(packages)
        .allSatisfy(
            folder ->
                assertThat(SourceTree.read(folder.resolve("package-info.java")))
                    .contains("@NullMarked")
                    .contains("/**"));
  }
}
