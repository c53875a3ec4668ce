// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.testkit.CrashReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the crash runs of this build amounted to; printed when it ends. A run that claims crashes
 * has to show that they happened, at every place.
 */
final class Figures {
  private static final Path FILE = Path.of("target", "crashes.txt");

  private Figures() {}

  static void tell(String what, CrashReport report) {
    assertThat(report.stepsSpared()).as("places at which nobody died").isEmpty();
    assertThat(report.deaths()).isGreaterThanOrEqualTo(report.schedules() - 1);
    append("%-58s %s".formatted(what, report));
    report.deathsByPlace().forEach((place, deaths) -> System.out.println(deaths + " " + place));
  }

  /**
   * One death at a time, and each happened: at every step, or at one of every two that look the
   * same from outside.
   */
  static void assertDiedAtEach(CrashReport report, boolean twinsToo) {
    assertThat(report.deaths()).isEqualTo(report.schedules() - 1);
    assertThat(report.stepsSpared()).as("places at which nobody died").isEmpty();
    int steps = report.steps().size();
    assertThat(report.deaths()).isBetween(twinsToo ? steps : steps / 2, steps);
  }

  private static synchronized void append(String line) {
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
