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
  void the_frozen_broker_of_a_killed_jvm_is_reaped_by_the_next_start() throws Exception {
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
      assertThat(next.isRunning()).isTrue();
    }
  }

  @Test
  void a_broker_whose_jvm_was_killed_ends_by_itself_and_a_living_one_is_left_alone()
      throws Exception {
    try (var mine = KafkaCache.broker().topic("orders", 1).start();
        var jvm = new ForkedJvm(KafkaMain.class, CACHE.toString())) {
      long theirs = Long.parseLong(jvm.read("pid"));
      assertThat(ProcessMark.of(theirs)).isPresent();
      assertThat(mine.isRunning()).as("after another JVM has reaped").isTrue();

      jvm.kill();

      assertThat(Poll.until(Messages.PATIENCE, () -> ProcessMark.of(theirs).isEmpty())).isTrue();
      Messages.send(mine, "orders", "alive");
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
