// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.kafka.internal.record.StableHash;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardsTest {
  /** From another program, in another language. Should one of these change, keys are lost. */
  @ParameterizedTest
  @CsvSource({
    "'', efd01f60ba992926, 959",
    "a, 82a2a958a9bece5b, 522",
    "account-1, 4ea96e947d43b847, 314",
    "Straße, d3e3f912ad59e5b4, 847",
    "口座, fb2e98bca295b25f, 1004"
  })
  void a_key_is_in_its_bucket_for_ever(String key, String hash, int bucket) {
    assertThat(Long.toHexString(StableHash.of(key))).isEqualTo(hash);
    assertThat(Shards.bucketOf(key)).isEqualTo(bucket);
  }

  @Test
  void keys_that_differ_little_are_spread_over_all_buckets() {
    int[] keys = new int[Shards.BUCKETS];
    IntStream.range(0, 102_400).forEach(n -> keys[Shards.bucketOf("account-" + n)]++);
    assertThat(IntStream.of(keys).min().orElseThrow()).isGreaterThan(50);
    assertThat(IntStream.of(keys).max().orElseThrow()).isLessThan(160);
  }

  @Test
  void shards_without_a_database_are_refused() {
    assertThatThrownBy(Shards::of).hasMessageContaining("SEMEL-404");
  }
}
