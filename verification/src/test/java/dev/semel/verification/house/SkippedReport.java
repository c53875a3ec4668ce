// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes down what was skipped and why, for the build to print: a skipped test is not a pass. Each
 * test JVM adds its lines.
 */
public final class SkippedReport implements TestExecutionListener {
  private static final Path FILE = Path.of("target", "skipped.txt");

  private final Map<String, Integer> reasons = new TreeMap<>();

  @Override
  public synchronized void executionSkipped(TestIdentifier test, String reason) {
    reasons.merge(reason, 1, Integer::sum);
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      String reason =
          result.getThrowable().map(Throwable::getMessage).orElse("no reason was given");
      reasons.merge(reason.replace("Assumption failed: ", ""), 1, Integer::sum);
    }
  }

  @Override
  public synchronized void testPlanExecutionFinished(TestPlan plan) {
    String report =
        reasons.entrySet().stream()
            .map(entry -> "skipped %5d  %s\n".formatted(entry.getValue(), entry.getKey()))
            .collect(Collectors.joining());
    reasons.clear();
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, report, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
