// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import dev.semel.testkit.Scenario;
import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Real deaths: each life is a JVM of its own, which halts at the step at which it is to die. What
 * outlives it is in the database and in a file. For one thread.
 */
public final class HaltedJvms implements Runner {
  private static final long LIFE_MAX_SECONDS = 120;

  private final Class<? extends Scenario> type;
  private final List<String> arguments;
  private final Scenario scenario;
  private final DataSource database;

  public HaltedJvms(
      Class<? extends Scenario> type,
      List<String> arguments,
      Scenario scenario,
      DataSource database) {
    this.type = type;
    this.arguments = arguments;
    this.scenario = scenario;
    this.database = database;
  }

  /** Made as another JVM will make it: by the constructor with so many strings. */
  public static Scenario instance(Class<? extends Scenario> type, List<String> arguments) {
    Class<?>[] strings = new Class<?>[arguments.size()];
    Arrays.fill(strings, String.class);
    try {
      var constructor = type.getDeclaredConstructor(strings);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments.toArray());
    } catch (InvocationTargetException e) {
      throw new TestkitException(
          Code.BAD_SCENARIO, type.getName() + " could not be made: " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new TestkitException(
          Code.BAD_SCENARIO,
          ("%s cannot be made by another JVM: it must be a class of its own (not an inner class or"
                  + " a lambda) with a constructor for %d String parameters.")
              .formatted(type.getName(), arguments.size()),
          e);
    }
  }

  @Override
  public Run run(List<Integer> plan) {
    Path directory = directory();
    try {
      scenario.given(database);
      return lived(plan, directory);
    } catch (IOException e) {
      throw new TestkitException(Code.SCENARIO_FAILED, "a JVM could not be forked", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TestkitException(Code.SCENARIO_FAILED, "interrupted", e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw Stories.givenFailed(e);
    } finally {
      delete(directory);
    }
  }

  private Run lived(List<Integer> plan, Path directory) throws IOException, InterruptedException {
    StepFile file = new StepFile(directory.resolve("steps"));
    Outside outside = new OutsideInFile(directory.resolve("outside"));
    List<String> violations = new ArrayList<>();
    boolean ended = false;
    for (int life = 1; !ended && violations.isEmpty(); life++) {
      Path output = directory.resolve("output-" + life);
      int status = live(life, plan, directory, output);
      List<Step> steps = file.read();
      boolean died = !steps.isEmpty() && steps.get(steps.size() - 1).death();
      ended = status == LifeMain.ENDED;
      if (!ended && !(died && status == LifeMain.HALTED)) {
        violations.add(
            "life %d ended with status %d:\n%s"
                .formatted(life, status, Files.readString(output).strip()));
      }
      DeadSessions.awaitEnd(database, file.sessions());
    }
    if (violations.isEmpty()) {
      violations.addAll(PlayedDeaths.judged(scenario, database, outside));
    }
    return new Run(plan, file.read(), List.copyOf(violations));
  }

  private int live(int life, List<Integer> plan, Path directory, Path output)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp"));
    line.add(System.getProperty("java.class.path"));
    line.add(LifeMain.class.getName());
    line.add(directory.toString());
    line.add(Integer.toString(life));
    line.add(String.join(",", plan.stream().map(String::valueOf).toList()));
    line.add(type.getName());
    line.addAll(arguments);
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    Thread reaper = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(reaper);
    try {
      if (!process.waitFor(LIFE_MAX_SECONDS, TimeUnit.SECONDS)) {
        throw new TestkitException(
            Code.SCENARIO_FAILED,
            "life %d did not end within %d s".formatted(life, LIFE_MAX_SECONDS));
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly().waitFor();
      Runtime.getRuntime().removeShutdownHook(reaper);
    }
  }

  private static Path directory() {
    try {
      return Files.createTempDirectory("semel-lives-");
    } catch (IOException e) {
      throw new TestkitException(Code.SCENARIO_FAILED, "no directory for the lives", e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new TestkitException(Code.SCENARIO_FAILED, directory + " could not be deleted", e);
    }
  }
}
