// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM with a main class of these tests, which talks in lines. For one thread. */
public final class ForkedJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  public ForkedJvm(Class<?> main, String... arguments) throws IOException {
    this(List.of(), main, arguments);
  }

  /**
   * With options of the JVM, which outdo those that are usual here; what it says besides its lines
   * must be little.
   */
  public ForkedJvm(List<String> options, Class<?> main, String... arguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    line.addAll(options);
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(main.getName());
    line.addAll(List.of(arguments));
    process = new ProcessBuilder(line).redirectErrorStream(true).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    output = process.inputReader();
  }

  /** The rest of the next line that begins with the word; null if the JVM ended before. */
  public String readOrEnd(String word, StringBuilder complaint) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.equals(word) || line.startsWith(word + " ")) {
          return line.substring(word.length()).trim();
        }
        complaint.append(line).append('\n');
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rest of the next line that begins with the word. */
  public String read(String word) {
    StringBuilder complaint = new StringBuilder();
    String rest = readOrEnd(word, complaint);
    if (rest == null) {
      throw new AssertionError("the forked JVM did not say '" + word + "' but:\n" + complaint);
    }
    return rest;
  }

  /** A line for it to read. */
  public void say(String line) throws IOException {
    process.outputWriter().write(line + "\n");
    process.outputWriter().flush();
  }

  /** SIGSTOP or SIGCONT. */
  public void signal(String name) throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()));
    if (kill.inheritIO().start().waitFor() != 0) {
      throw new IOException("kill -" + name + " failed");
    }
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** The exit status, of a JVM that ends by itself. */
  public int awaitEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the forked JVM does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
