// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessMarkTest {
  @Test
  void a_mark_reads_back_as_it_was_written() {
    ProcessMark mark = ProcessMark.ofThisJvm();
    assertThat(ProcessMark.parse(mark.toString())).hasValue(mark);
    assertThat(mark.isAlive()).isTrue();
  }

  @Test
  void the_same_pid_with_another_start_is_another_process() {
    assertThat(new ProcessMark(ProcessHandle.current().pid(), "1").isAlive()).isFalse();
  }

  @Test
  void an_ended_process_has_no_mark() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    assertThat(ProcessMark.of(process.pid())).isEmpty();
  }

  @Test
  void what_is_no_mark_is_not_read_as_one() {
    assertThat(ProcessMark.parse("")).isEmpty();
    assertThat(ProcessMark.parse("one 2")).isEmpty();
    assertThat(ProcessMark.parse("1")).isEmpty();
  }
}
