// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.http.Caller;
import dev.semel.testkit.property.Gen;
import dev.semel.testkit.property.Property;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyIdentityTest {
  /** Few letters, so that their sums are often the same. */
  private static final Gen<String> TEXTS = Gen.strings("ab|\u0000\uD800\uDC00?1", 4);

  private record Named(String tenant, String id, String key) {
    String identity() {
      return KeyIdentity.of(new Caller(tenant, id), key);
    }
  }

  private static final Gen<Named> NAMED =
      choices -> new Named(choices.draw(TEXTS), "x" + choices.draw(TEXTS), choices.draw(TEXTS));

  @Test
  void it_is_the_same_for_ever() {
    assertThat(new Named("", "alice", "order-42").identity())
        .isEqualTo("G3aTBBePjqZj6gyYcDqTj2IMqKo7GuG-a_ipPTE9DVs")
        .hasSize(43)
        .matches("[A-Za-z0-9_-]+");
  }

  @Test
  void two_that_differ_never_meet() {
    Property.forAll(NAMED, NAMED)
        .tries(20_000)
        .seed(1)
        .check(
            (one, other) ->
                assertThat(one.identity().equals(other.identity())).isEqualTo(one.equals(other)));
  }

  @Test
  void nothing_can_be_moved_from_one_part_to_the_next() {
    assertThat(
            Stream.of(
                    new Named("", "ab", "c"),
                    new Named("a", "b", "c"),
                    new Named("", "a", "bc"),
                    new Named("ab", "c", "d"),
                    new Named("a", "bc", "d"),
                    new Named("a", "b", "cd"),
                    new Named("", "abcd", ""),
                    new Named("", "a\u0000\u0000\u0000\u0001b", "c"),
                    new Named("", "a", "\u0000\u0001b"),
                    new Named("", "tenant|caller", "key"),
                    new Named("tenant", "caller", "key"),
                    new Named("", "tenant", "caller|key"))
                .map(Named::identity))
        .doesNotHaveDuplicates();
  }

  @Test
  void case_spaces_and_what_looks_alike_make_other_keys() {
    assertThat(
            Stream.of("abc", "ABC", "abc ", " abc", "abc\u0000", "\u0430bc", "a\u0300", "\u00e0")
                .map(key -> new Named("", "alice", key).identity()))
        .doesNotHaveDuplicates();
  }

  @Test
  void callers_that_no_charset_could_tell_apart_are_told_apart() {
    assertThat(
            Stream.of("\uD800", "\uDC00", "?", "\uFFFD", "\uD800\uDC00")
                .map(id -> new Named("", id, "key").identity()))
        .doesNotHaveDuplicates();
  }

  @Test
  void the_longest_keys_count_to_their_last_character() {
    String begin = "k".repeat(254);
    Set<String> identities = new HashSet<>();
    IntStream.range(' ', 0x7F)
        .forEach(c -> identities.add(new Named("", "alice", begin + (char) c).identity()));
    List.of(begin, begin + "kk")
        .forEach(key -> identities.add(new Named("", "alice", key).identity()));
    assertThat(identities).hasSize(0x7F - ' ' + 2);
  }
}
