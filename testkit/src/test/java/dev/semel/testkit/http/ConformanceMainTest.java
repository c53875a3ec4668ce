// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The command line: a table, and an end that a script can read. */
class ConformanceMainTest {
  private record Ended(int code, String output) {}

  @Test
  void a_right_application_ends_with_0_and_the_table() throws Exception {
    Ended ended = run(Set.of());
    assertThat(ended.code()).as(ended.output()).isZero();
    assertThat(ended.output())
        .contains("A.2/4 ")
        .contains("passed")
        .contains("A.5/dies")
        .contains("not offered: restart")
        .contains("136 passed, 0 failed, 2 not asked");
  }

  @Test
  void a_wrong_one_ends_with_1() throws Exception {
    Ended ended = run(Set.of(Mistake.ONE_KEY_FOR_ALL_CALLERS));
    assertThat(ended.code()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output()).contains("failed    · one key of two callers is two keys");
  }

  private static Ended run(Set<Mistake> mistakes) throws Exception {
    try (Lives lives = new Lives(mistakes)) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Dstdout.encoding=UTF-8",
                  "-Dfile.encoding=UTF-8",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Conformance.class.getName(),
                  lives.target().base().toString())
              .redirectErrorStream(true)
              .start();
      try {
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), new String(output, StandardCharsets.UTF_8));
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
