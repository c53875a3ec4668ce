// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
  private static long files() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(p -> p.getFileName().toString().startsWith("semel-http-")).count();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 99, 100, 101, 5000})
  void what_was_written_is_read_as_often_as_one_likes(int length) throws IOException {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    long before = files();
    try (Spool spool = new Spool(100, 5000)) {
      spool.out().write(bytes, 0, length / 2);
      for (int i = length / 2; i < length; i++) {
        spool.out().write(bytes[i]);
      }
      assertThat(files()).isEqualTo(before + (length > 100 ? 1 : 0));
      assertThat(spool.length()).isEqualTo(length);
      for (int i = 0; i < 2; i++) {
        assertThat(spool.bytes()).isEqualTo(bytes);
        try (InputStream in = spool.open()) {
          assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
      }
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void what_was_forgotten_is_gone() throws IOException {
    try (Spool spool = new Spool(4, 100)) {
      spool.out().write(new byte[10]);
      spool.clear();
      spool.out().write('a');
      assertThat(spool.bytes()).containsExactly('a');
    }
  }

  @Test
  void what_is_too_much_is_refused_and_stays_refused_whoever_goes_on() throws IOException {
    long before = files();
    try (Spool spool = new Spool(4, 10)) {
      spool.out().write(new byte[10]);
      assertThat(spool.state()).isEqualTo(Spool.State.OPEN);
      assertThatIOException()
          .isThrownBy(() -> spool.out().write('a'))
          .withMessageContaining("SEMEL-511")
          .withMessageContaining("10 bytes");
      assertThatIOException().isThrownBy(() -> spool.out().write('a'));
      assertThat(spool.state()).isEqualTo(Spool.State.OVERFLOWED);
      assertThat(files()).isEqualTo(before);
      spool.clear();
      spool.out().write('a');
      assertThat(spool.state()).isEqualTo(Spool.State.OPEN);
      assertThat(spool.bytes()).containsExactly('a');
    }
  }

  @Test
  void who_writes_after_the_end_leaves_no_file() throws IOException {
    long before = files();
    Spool spool = new Spool(4, 100);
    spool.close();
    assertThatIOException().isThrownBy(() -> spool.out().write(new byte[10]));
    assertThat(files()).isEqualTo(before);
  }
}
