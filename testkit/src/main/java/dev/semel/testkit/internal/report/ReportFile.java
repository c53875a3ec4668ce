// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the report of a failed test is written. */
public final class ReportFile {
  private static final int PLAN_MAX = 60;

  private ReportFile() {}

  /**
   * Writes the report into the build's directory, in the place of older ones of the same test.
   *
   * @param test the test's name, if it is known
   */
  public static Path write(@Nullable String test, Finding finding) throws IOException {
    return write(directory(Path.of("").toAbsolutePath()), test, finding);
  }

  static Path write(Path directory, @Nullable String test, Finding finding) throws IOException {
    Files.createDirectories(directory);
    String name = test == null ? "crash" : test.replaceAll("[^A-Za-z0-9_.$]", "_");
    if (test != null) {
      deleteOlder(directory, name);
    }
    Path file = directory.resolve(name + "-" + plan(finding) + ".html");
    return Files.writeString(file, HtmlReport.of(finding));
  }

  /** Maven's, Gradle's, or the machine's for what may be thrown away. */
  static Path directory(Path here) {
    if (Files.isDirectory(here.resolve("target"))) {
      return here.resolve("target").resolve("semel");
    }
    boolean gradle =
        Files.isDirectory(here.resolve("build"))
            || Files.exists(here.resolve("build.gradle"))
            || Files.exists(here.resolve("build.gradle.kts"));
    return gradle
        ? here.resolve("build").resolve("semel")
        : Path.of(System.getProperty("java.io.tmpdir"), "semel-" + System.getProperty("user.name"));
  }

  private static String plan(Finding finding) {
    String plan = finding.run().planText();
    if (plan.isEmpty()) {
      return "no-death";
    }
    return plan.length() <= PLAN_MAX ? plan : plan.substring(0, PLAN_MAX);
  }

  private static void deleteOlder(Path directory, String name) throws IOException {
    List<Path> older;
    try (Stream<Path> files = Files.list(directory)) {
      older = files.filter(file -> isOf(name, file.getFileName().toString())).toList();
    }
    for (Path file : older) {
      Files.deleteIfExists(file);
    }
  }

  private static boolean isOf(String name, String file) {
    return file.startsWith(name + "-")
        && file.substring(name.length() + 1).matches("([0-9,]+|no-death)\\.html");
  }
}
