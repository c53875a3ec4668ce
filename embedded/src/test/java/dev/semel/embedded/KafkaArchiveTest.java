// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaArchiveTest {
  @TempDir private Path cache;

  @Test
  void classes_are_archived_once_and_a_broken_archive_only_costs_time() throws Exception {
    var one = start();
    try (var other = start()) {
      one.close();
      assertThat(archives()).hasSize(1);
      assertThat(other.isRunning()).isTrue();
    } // Both were to make it, as neither found it.
    Path archive = archives().get(0);
    Object made = Files.readAttributes(archive, "fileKey").get("fileKey");

    try (var quick = start()) {
      assertThat(commandLine(quick)).contains("-XX:SharedArchiveFile=" + archive);
    }
    assertThat(Files.readAttributes(archive, "fileKey").get("fileKey")).isEqualTo(made);

    cutInHalf(archive);
    try (var slow = start()) { // The JVM dies of it, and another is started.
      assertThat(commandLine(slow)).doesNotContain("-XX:SharedArchiveFile");
      assertThat(archive).doesNotExist();
    }
  }

  private EmbeddedKafka start() {
    long start = System.nanoTime();
    EmbeddedKafka kafka = EmbeddedKafka.with().cacheDirectory(cache).start();
    System.out.printf(
        "boot %s: %d ms%n",
        commandLine(kafka).contains("SharedArchiveFile") ? "with archive" : "without archive",
        (System.nanoTime() - start) / 1_000_000);
    return kafka;
  }

  private List<Path> archives() throws IOException {
    try (var entries = Files.list(cache)) {
      return entries.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  private static String commandLine(EmbeddedKafka kafka) {
    return ProcessHandle.of(kafka.pid()).flatMap(p -> p.info().commandLine()).orElse("");
  }

  private static void cutInHalf(Path archive) throws IOException {
    Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-------"));
    try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
  }
}
