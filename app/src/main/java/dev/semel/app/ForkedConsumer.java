// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Gives a payment to a {@link DyingJvm} and makes sure that it died of what it was to die of. */
final class ForkedConsumer implements PaymentConsumer {
  private final Lane lane;
  private final String url;

  ForkedConsumer(Lane lane, String url) {
    this.lane = lane;
    this.url = url;
  }

  /** Returns when the JVM is dead, with the payment committed and not acknowledged. */
  @Override
  public void receive(Payment payment) {
    try {
      Process jvm = new ProcessBuilder(command(payment)).redirectErrorStream(true).start();
      Thread endWithThisJvm = new Thread(jvm::destroyForcibly, "semel-demo-end-fork");
      try {
        Runtime.getRuntime().addShutdownHook(endWithThisJvm);
        requireHalted(jvm);
        Runtime.getRuntime().removeShutdownHook(endWithThisJvm);
      } finally {
        jvm.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a consumer JVM could not be started", e);
    }
  }

  private List<String> command(Payment payment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(List.of("-Xmx64m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(DyingJvm.class.getName(), lane.name(), url));
    command.addAll(payment.asArguments());
    return command;
  }

  private static void requireHalted(Process jvm) throws IOException {
    String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exitCode = jvm.onExit().join().exitValue();
    if (exitCode != DyingJvm.HALTED_AFTER_COMMIT) {
      throw new IllegalStateException(
          "a consumer JVM was to halt after its commit (exit code %d) but ended with %d: %s"
              .formatted(DyingJvm.HALTED_AFTER_COMMIT, exitCode, said.strip()));
    }
  }
}
