// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM without the module jdk.jfr, as a small image may be. */
class NoFlightRecorderTest {
  @TempDir Path directory;

  @Test
  void the_socket_watch_is_refused_and_the_doors_still_work() throws Exception {
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--limit-modules",
                    "java.base,java.sql,java.net.http,java.naming,java.management,jdk.httpserver",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Small.class.getName(),
                    output.toString()))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("console.txt").toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(read("console.txt")).isZero();
      assertThat(read("output.txt"))
          .contains("SEMEL-341 this JVM has no flight recorder")
          .contains("withoutSocketWatch()")
          .endsWith("stays: the effect stays in one transaction (sockets not watched)");
    } finally {
      process.destroyForcibly();
    }
  }

  private String read(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }

  /** What runs there. */
  static final class Small {
    private Small() {}

    public static void main(String[] arguments) throws Exception {
      var database = Bank.h2();
      Bank.reset(database);
      String refused = "nothing was refused";
      try {
        Boundary.of(database).deliver(doors -> Bank.careful(doors.database(), "p1"));
      } catch (TestkitException e) {
        refused = String.valueOf(e.getMessage());
      }
      BoundaryReport report =
          Boundary.of(database)
              .withoutSocketWatch()
              .deliver(doors -> Bank.careful(doors.database(), "p1"))
              .assertEffectStaysInOneTransaction();
      Files.writeString(
          Path.of(arguments[0]), refused + "\nstays: " + report, StandardCharsets.UTF_8);
    }
  }
}
