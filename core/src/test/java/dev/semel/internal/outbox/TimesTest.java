// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimesTest {
  @Test
  void an_instant_is_written_as_java_writes_it() {
    Random random = new Random(7);
    int[] units = {1, 1_000, 1_000_000, 1_000_000_000};
    for (int i = 0; i < 20_000; i++) {
      int unit = units[random.nextInt(units.length)];
      long nanos = random.nextInt(1_000_000_000) / unit * (long) unit;
      Instant time =
          Instant.ofEpochSecond(random.nextLong(-70_000_000_000L, 300_000_000_000L), nanos);
      assertThat(Times.text(time)).isEqualTo(time.toString());
      Instant near = time.plusNanos(random.nextInt(2_000_000));
      assertThat(Times.text(near)).isEqualTo(near.toString());
    }
  }
}
