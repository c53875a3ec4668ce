// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteSearchTest {
  @Test
  void it_finds_what_a_plain_search_finds() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int found = 0;
    for (int run = 0; run < 5_000; run++) {
      String wanted = text(random, 1 + random.nextInt(5));
      String text = text(random, random.nextInt(60));
      List<Integer> expected = plain(wanted, text);
      found += expected.size();
      assertThat(ends(new ByteSearch(bytes(wanted), false), text))
          .as("seed %d: %s in %s", seed, wanted, text)
          .isEqualTo(expected);
    }
    assertThat(found).isGreaterThan(1_000);
  }

  @Test
  void it_ignores_the_case_of_ascii_letters_only_if_asked() {
    assertThat(ends(new ByteSearch(bytes("Commit"), false), "commit COMMIT Commit"))
        .containsExactly(20);
    assertThat(ends(new ByteSearch(bytes("Commit"), true), "commit COMMIT Commit"))
        .containsExactly(6, 13, 20);
    assertThat(ends(new ByteSearch(bytes("[@"), true), "{` [@")).containsExactly(5);
    assertThat(ends(new ByteSearch(bytes("Commit"), false).ignoringCase(), "cOMMIT"))
        .containsExactly(6);
  }

  @Test
  void it_describes_text_as_text_and_other_bytes_as_bytes() {
    assertThat(new ByteSearch(bytes("commit"), false).describe()).isEqualTo("\"commit\"");
    assertThat(new ByteSearch(new byte[] {0, 1, 2}, false).describe())
        .isEqualTo("3 bytes [0, 1, 2]");
  }

  private static List<Integer> ends(ByteSearch search, String text) {
    List<Integer> ends = new ArrayList<>();
    int seen = 0;
    byte[] bytes = bytes(text);
    for (int i = 0; i < bytes.length; i++) {
      seen = search.next(seen, bytes[i]);
      if (search.isAll(seen)) {
        ends.add(i + 1);
        seen = 0;
      }
    }
    return ends;
  }

  private static List<Integer> plain(String wanted, String text) {
    List<Integer> ends = new ArrayList<>();
    for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length())) {
      ends.add(at + wanted.length());
    }
    return ends;
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(2)));
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
