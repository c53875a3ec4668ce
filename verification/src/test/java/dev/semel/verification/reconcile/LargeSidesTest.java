// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.reconcile.Verdict;
import dev.semel.verification.chaos.ForkedJvm;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Memory does not grow with the sides: the JVM has a heap in which they have no room. */
class LargeSidesTest {
  private static final long REFERENCES = Boolean.getBoolean("semel.full") ? 5_000_000 : 600_000;

  /** Where they almost fit, the collector would work for minutes before it gave up. */
  private static final long FAR_TOO_MANY = 600_000;

  private static final List<String> SMALL_HEAP = List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError");

  @Test
  void sides_are_compared_in_a_heap_in_which_they_have_no_room() throws IOException {
    try (ForkedJvm jvm =
        new ForkedJvm(SMALL_HEAP, ReconcileMain.class, Long.toString(REFERENCES), "streamed")) {
      String seconds = jvm.read("SECONDS");
      long peak = Long.parseLong(jvm.read("PEAK"));
      System.out.printf(
          "%,d references on each side: %s s, peak heap %,d bytes%n", REFERENCES, seconds, peak);
      assertThat(peak).isLessThan(64L << 20);
      assertThat(jvm.read("READ")).isEqualTo(read());
      assertThat(jvm.read("FOUND")).isEqualTo(expected().toString());
      assertThat(jvm.awaitEnd()).isZero();
    }
  }

  /** The negative control: what is held at once does not fit, so the other test can fail. */
  @Test
  void the_same_sides_held_at_once_do_not_fit() throws IOException {
    try (ForkedJvm jvm =
        new ForkedJvm(SMALL_HEAP, ReconcileMain.class, Long.toString(FAR_TOO_MANY), "at-once")) {
      StringBuilder complaint = new StringBuilder();
      assertThat(jvm.readOrEnd("FOUND", complaint)).isNull();
      assertThat(jvm.awaitEnd()).isNotZero();
      assertThat(complaint.toString()).contains("OutOfMemoryError");
    }
  }

  private static Map<Verdict, Long> expected() {
    Map<Verdict, Long> expected = new EnumMap<>(Verdict.class);
    for (long i = 0; i < REFERENCES; i += ReconcileMain.STEP) {
      for (Verdict verdict : ReconcileMain.seeded(i).verdicts()) {
        expected.merge(verdict, 1L, Long::sum);
      }
    }
    return expected;
  }

  private static String read() {
    long ours = REFERENCES;
    long theirs = REFERENCES;
    for (long i = 0; i < REFERENCES; i += ReconcileMain.STEP) {
      ours += ReconcileMain.seeded(i).ours("r", i).size() - 1;
      theirs += ReconcileMain.seeded(i).theirs("r", i).size() - 1;
    }
    return ours + " " + theirs;
  }
}
