// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.testkit.internal.calls.Call;
import dev.semel.testkit.internal.calls.CallKind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepFileTest {
  @TempDir private Path directory;

  @Test
  void a_step_is_read_as_it_was_written() {
    StepFile file = new StepFile(directory.resolve("steps"));
    StackTraceElement site = new StackTraceElement("app.Payments", "on", "Payments.java", 7);
    Call call = new Call(CallKind.EXECUTE, "database", 2, "select 'ö – \n'", true, site);
    Call bare = new Call(CallKind.MOMENT, "step", 0, "", false, null);
    Step full = new Step(1, 1, false, call, "SQLException", "3", new Delivered("p 1", 2), true);
    Step empty = new Step(2, 2, true, bare, null, null, null, false);
    file.append(full);
    file.appendSession(4711);
    file.append(empty);

    assertThat(file.read()).containsExactly(full, empty);
    assertThat(file.sessions()).containsExactly(4711L);
  }
}
