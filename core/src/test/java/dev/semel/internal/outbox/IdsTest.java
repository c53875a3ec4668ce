// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {
  private static final Instant BIRTH = Instant.parse("2026-11-21T12:00:00.123Z");

  @Test
  void fresh_ids_are_uuids_of_version_7_and_never_the_same() {
    Set<UUID> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      UUID id = Ids.fresh();
      assertThat(id.version()).isEqualTo(7);
      assertThat(id.variant()).isEqualTo(2);
      ids.add(id);
    }
    assertThat(ids).hasSize(10_000);
  }

  @Test
  void derived_ids_are_the_same_for_the_same_names_and_carry_the_birth() {
    UUID id = Ids.derived(BIRTH, "billing", "order-1", "paid");
    assertThat(id).isEqualTo(Ids.derived(BIRTH, "billing", "order-1", "paid"));
    assertThat(id.version()).isEqualTo(7);
    assertThat(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16)).isEqualTo(BIRTH);
    assertThat(id).isNotEqualTo(Ids.derived(BIRTH, "billing", "order-1", "placed"));
    assertThat(Ids.derived(null, "billing", "order-1", "paid").version()).isEqualTo(8);
  }

  @Test
  void names_do_not_run_together() {
    assertThat(Ids.derived(null, "ab", "c")).isNotEqualTo(Ids.derived(null, "a", "bc"));
    assertThat(Ids.line("ab", "c")).isNotEqualTo(Ids.line("a", "bc"));
  }

  @Test
  void an_id_that_is_a_uuid_is_stored_as_it_is_and_any_other_as_a_hash() {
    UUID uuid = new UUID(0x1234_5678_9abc_4defL, 0x8000_0000_0000_0001L);
    assertThat(Ids.stored(uuid.toString())).isEqualTo(uuid);
    assertThat(Ids.isUuid(uuid.toString().toUpperCase(java.util.Locale.ROOT))).isFalse();
    assertThat(Ids.isUuid("1-2-3-4-5")).isFalse();
    assertThat(Ids.stored("order-1").version()).isEqualTo(8);
    assertThat(Ids.stored("order-1")).isNotEqualTo(Ids.stored("Order-1"));
  }

  @Test
  void lanes_are_spread_over_all_1024() {
    Set<Integer> lanes = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      int lane = Ids.lane("key-" + i);
      assertThat(lane).isBetween(0, 1023);
      lanes.add(lane);
    }
    assertThat(lanes).hasSize(1024);
    // Part of the format: rows that were written before must stay in their share.
    assertThat(Ids.lane("order-1")).isEqualTo(1007);
  }
}
