// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.kafka;

import dev.semel.embedded.internal.broker.Main;
import dev.semel.embedded.internal.run.RunDirectory;
import dev.semel.embedded.internal.run.ServerProcesses;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What stays when the broker's process ends and another takes its place: jars, data, settings. */
public record BrokerHome(BrokerJars jars, RunDirectory run, Path cache, BrokerOptions options) {

  /**
   * Each would put options of the caller's JVM, such as an agent or a debugger's port, into ours.
   */
  private static final Set<String> VARIABLES_OF_JAVA =
      Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

  /** Makes the directories in which the broker writes. */
  public void prepare() throws IOException {
    Files.createDirectory(run.data());
    Files.createDirectory(temporary());
  }

  ClassArchive archive() throws IOException {
    return ClassArchive.in(cache, run.path(), classpath());
  }

  /** The JVM of a broker on these ports; what is written by it is in the run directory. */
  ProcessBuilder process(int port, int controllerPort, List<String> archiveOptions)
      throws IOException {
    Path settings = run.path().resolve("broker.properties");
    options.settings().write(settings, run.data(), port, controllerPort);
    ProcessBuilder builder = new ProcessBuilder(command(settings, archiveOptions));
    builder.environment().keySet().removeAll(VARIABLES_OF_JAVA);
    return builder
        .directory(run.path().toFile())
        .redirectError(ProcessBuilder.Redirect.appendTo(run.log().toFile()));
  }

  private List<String> command(Path settings, List<String> archiveOptions) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add(ServerProcesses.javaMark(run.name()));
    line.add("-Xmx" + options.heapMegabytes() + "m");
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // A killed JVM leaves neither its counters nor unpacked libraries in the system's directory.
    line.addAll(List.of("-XX:-UsePerfData", "-XX:-CreateCoredumpOnCrash"));
    line.add("-Djava.io.tmpdir=" + temporary());
    line.addAll(
        List.of("-XX:+DisplayVMOutputToStderr", "-Xlog:disable", "-Xlog:all=warning:stderr"));
    line.addAll(List.of("-Dlog4j2.level=OFF", "-Dlog4j2.statusLoggerLevel=OFF"));
    line.addAll(archiveOptions);
    line.add("-cp");
    line.add(
        classpath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    line.addAll(List.of(Main.class.getName(), settings.toString()));
    return line;
  }

  private List<Path> classpath() throws IOException {
    List<Path> classpath = new ArrayList<>();
    classpath.add(LauncherJar.in(cache, run.path()));
    classpath.addAll(jars.paths());
    return classpath;
  }

  private Path temporary() {
    return run.path().resolve("tmp");
  }
}
