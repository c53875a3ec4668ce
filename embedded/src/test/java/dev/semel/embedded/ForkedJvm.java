// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.internal.run.Poll;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Another JVM that starts a server, tells where it is, and stays until told to end. */
final class ForkedJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  ForkedJvm(String... arguments) throws IOException {
    this(List.of(), System.getProperty("java.class.path"), arguments);
  }

  ForkedJvm(List<String> prefix, String classpath, String... arguments) throws IOException {
    this(ServerMain.class, prefix, classpath, arguments);
  }

  ForkedJvm(Class<?> main, String... arguments) throws IOException {
    this(main, List.of(), System.getProperty("java.class.path"), arguments);
  }

  ForkedJvm(Class<?> main, List<String> prefix, String classpath, String... arguments)
      throws IOException {
    List<String> line = new ArrayList<>(prefix);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp", classpath));
    line.add(main.getName());
    line.addAll(List.of(arguments));
    process =
        new ProcessBuilder(line).directory(Path.of("/").toFile()).redirectErrorStream(true).start();
    output = process.inputReader();
  }

  /** The rest of the next line that begins with the word; what comes before is the complaint. */
  String read(String word) throws IOException {
    StringBuilder other = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(word + " ")) {
        return line.substring(word.length() + 1);
      }
      other.append(line).append('\n');
    }
    throw new AssertionError("the forked JVM did not say '" + word + "' but:\n" + other);
  }

  /** SIGKILL: no hook of the JVM runs. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM: its hooks run. */
  void terminate() {
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() {
    if (!Poll.until(Duration.ofSeconds(30), () -> !process.isAlive())) {
      throw new AssertionError("the forked JVM does not end");
    }
  }

  @Override
  public void close() {
    terminate();
  }
}
