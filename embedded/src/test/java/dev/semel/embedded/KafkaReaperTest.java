// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.embedded.internal.run.Poll;
import dev.semel.embedded.internal.run.ProcessMark;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class KafkaReaperTest {
  private static final Path CACHE = KafkaCache.DIRECTORY;

  @Test
  void a_frozen_broker_of_a_killed_jvm_is_reaped_by_the_next_start_and_a_living_jvms_is_not()
      throws Exception {
    Path data;
    List<ProcessHandle> processes;
    try (var jvm = new ForkedJvm(KafkaMain.class, CACHE.toString(), "paused")) {
      data = Path.of(jvm.read("data"));
      processes = Runs.processesOf(data);
      jvm.kill();
    }
    assertThat(processes).hasSize(1);
    assertThat(processes).allMatch(process -> ProcessMark.of(process.pid()).isPresent());
    assertThat(data).isNotEmptyDirectory();

    try (var next = KafkaCache.broker().start()) {
      assertThat(processes).noneMatch(process -> ProcessMark.of(process.pid()).isPresent());
      assertThat(data.getParent()).doesNotExist();

      try (var another = new ForkedJvm(KafkaMain.class, CACHE.toString())) {
        long theirs = Long.parseLong(another.read("pid"));
        assertThat(next.isRunning()).as("after another JVM has reaped").isTrue();
        another.kill();
        assertThat(Poll.until(Messages.PATIENCE, () -> ProcessMark.of(theirs).isEmpty()))
            .as("a broker that can, ends by itself")
            .isTrue();
      }
      next.createTopic("orders", 1);
    }
  }

  @Test
  void a_terminated_jvm_ends_its_broker_itself() throws Exception {
    Path data;
    long pid;
    try (var jvm = new ForkedJvm(KafkaMain.class, CACHE.toString())) {
      pid = Long.parseLong(jvm.read("pid"));
      data = Path.of(jvm.read("data"));
      jvm.terminate();
    }
    assertThat(ProcessMark.of(pid)).isEmpty();
    assertThat(data.getParent()).doesNotExist();
  }
}
