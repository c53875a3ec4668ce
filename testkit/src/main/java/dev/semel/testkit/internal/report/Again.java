// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The command that runs one schedule again. */
public final class Again {
  private Again() {}

  /** Such as {@code ./mvnw test -Dtest=PaymentCrashTest#dies_anywhere -Dsemel.plan=7,19}. */
  public static String command(@Nullable TestOnStack test, String property) {
    return command(test, property, Path.of("").toAbsolutePath());
  }

  static String command(@Nullable TestOnStack test, String property, Path here) {
    if (test == null || !Files.exists(here.resolve("pom.xml"))) {
      return property + (test == null ? "" : " in " + test.name());
    }
    Path root = here;
    while (!isRoot(root) && root.getParent() != null) {
      root = root.getParent();
    }
    String named = quoted(test.simpleType() + "#" + test.method());
    if (root.equals(here) || !isRoot(root)) {
      return (isRoot(root) ? "./mvnw" : "mvn") + " test -Dtest=" + named + " " + property;
    }
    return "./mvnw test -pl %s -am -Dtest=%s -Dsurefire.failIfNoSpecifiedTests=false %s"
        .formatted(root.relativize(here), named, property);
  }

  private static boolean isRoot(Path directory) {
    return Files.exists(directory.resolve("mvnw"));
  }

  /** A nested class has a dollar in its name, which a shell would take for its own. */
  private static String quoted(String word) {
    return word.contains("$") ? "'" + word + "'" : word;
  }
}
