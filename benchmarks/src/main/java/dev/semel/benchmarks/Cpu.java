// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** CPU time that was used, in nanoseconds. */
public final class Cpu {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private Cpu() {}

  /** By this thread. */
  public static long ofThread() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** By this JVM, its compiler and collector too. */
  public static long ofJvm() {
    return SYSTEM.getProcessCpuTime();
  }

  /** By each process of the server so far; empty where there is no {@code /proc}. */
  public static Map<Long, Long> ofServer(long postmaster) {
    return ProcessHandle.of(postmaster).stream()
        .flatMap(ProcessHandle::children)
        .map(ProcessHandle::pid)
        .collect(Collectors.toMap(pid -> pid, Cpu::ofProcess))
        .entrySet()
        .stream()
        .filter(entry -> entry.getValue() >= 0)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Between two looks at the server, by the processes that were there both times. */
  public static double used(Map<Long, Long> before, Map<Long, Long> after) {
    if (before.isEmpty()) {
      return Double.NaN;
    }
    return before.entrySet().stream()
        .mapToLong(e -> Math.max(0, after.getOrDefault(e.getKey(), 0L) - e.getValue()))
        .sum();
  }

  private static long ofProcess(long pid) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(pid), "schedstat"));
      return Long.parseLong(line.substring(0, line.indexOf(' ')));
    } catch (IOException e) {
      return -1;
    }
  }
}
