// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
  @TempDir private Path directory;

  @Test
  void a_held_lock_is_not_had_twice_in_one_jvm() throws Exception {
    Path file = directory.resolve("lock");
    try (LockFile held = LockFile.acquire(file, Duration.ZERO)) {
      assertThat(held).isNotNull();
      assertThat(LockFile.tryAcquire(file)).isEmpty();
      assertThatThrownBy(() -> LockFile.acquire(file, Duration.ofMillis(20)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("lock");
    }
    LockFile.tryAcquire(file).orElseThrow().close();
  }

  @Test
  void asking_for_my_own_lock_does_not_free_it_for_another_jvm() throws Exception {
    Path file = directory.resolve("lock");
    try (LockFile held = LockFile.acquire(file, Duration.ZERO)) {
      assertThat(held).isNotNull();
      assertThat(LockFile.tryAcquire(file)).isEmpty();
      assertThat(askAnotherJvm(file)).isEqualTo("taken");
    }
    assertThat(askAnotherJvm(file)).isEqualTo("free");
  }

  private static String askAnotherJvm(Path file) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classpath = System.getProperty("java.class.path");
    List<String> line = List.of(java, "-cp", classpath, LockMain.class.getName(), file.toString());
    return new Command(line).run(Duration.ofSeconds(30)).output();
  }

  @Test
  void threads_that_want_it_get_it_one_after_the_other() throws Exception {
    Path file = directory.resolve("lock");
    int[] counter = {0};
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(() -> countLocked(file, counter));
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counter[0]).isEqualTo(40);
  }

  private static void countLocked(Path file, int[] counter) {
    for (int i = 0; i < 10; i++) {
      try (LockFile held = LockFile.acquire(file, Duration.ofSeconds(30))) {
        assertThat(held).isNotNull();
        counter[0]++;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
