// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order of references is that of their bytes. */
class RefOrderTest {
  private static final int[] EDGES = {
    0x20, 0x41, 0x61, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xff5e, 0xfffd, 0x10000, 0x1f600,
    0x10ffff
  };

  @Test
  void the_highest_characters_come_last_though_their_surrogates_are_low() {
    String tilde = "\uFF5E";
    String linear = new String(Character.toChars(0x10000));
    assertThat(tilde.compareTo(linear)).as("the order of String").isPositive();
    assertThat(RefOrder.compare(tilde, linear)).isNegative();
  }

  @Test
  void it_is_the_order_of_unsigned_bytes_of_utf_8() {
    Random random = new Random(42);
    for (int i = 0; i < 200_000; i++) {
      String a = text(random);
      String b = random.nextInt(4) == 0 ? a + text(random) : text(random);
      int bytes =
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
      assertThat(Integer.signum(RefOrder.compare(a, b))).isEqualTo(Integer.signum(bytes));
    }
  }

  @Test
  void every_pair_of_edges_is_in_the_order_of_its_bytes() {
    List<String> texts = Arrays.stream(EDGES).mapToObj(Character::toString).toList();
    for (int i = 0; i < texts.size(); i++) {
      for (int j = 0; j < texts.size(); j++) {
        assertThat(Integer.signum(RefOrder.compare("x" + texts.get(i), "x" + texts.get(j))))
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.appendCodePoint(EDGES[random.nextInt(EDGES.length)]);
    }
    return text.toString();
  }
}
