// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Key;
import dev.semel.internal.sql.Ring;
import dev.semel.internal.sql.RowKey;
import dev.semel.internal.sql.ScopeRow;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyFormTest {
  private static final ScopeRow TIMELESS = new ScopeRow(1, "billing", false, 60, null);
  private static final ScopeRow TIMED = new ScopeRow(2, "orders", true, 60, null);
  private static final Instant BIRTH = Instant.parse("2026-11-21T23:59:59.999Z");

  @Test
  void a_canonical_uuid_is_kept_as_it_is() {
    RowKey row = form("f47ac10b-58cc-4372-a567-0e02b2c3d479", TIMELESS);
    assertThat(row.id()).isEqualTo(UUID.fromString("f47ac10b-58cc-4372-a567-0e02b2c3d479"));
    assertThat(row.text()).isNull();
    assertThat(row.slot()).isEqualTo(Ring.TIMELESS);
  }

  @Test
  void the_same_uuid_in_capitals_is_another_key() {
    RowKey row = form("F47AC10B-58CC-4372-A567-0E02B2C3D479", TIMELESS);
    assertThat(row.text()).isEqualTo("F47AC10B-58CC-4372-A567-0E02B2C3D479");
    assertThat(row.id()).isNotEqualTo(UUID.fromString("f47ac10b-58cc-4372-a567-0e02b2c3d479"));
  }

  @Test
  void text_is_hashed_into_a_uuid_of_version_8_and_kept_beside_it() {
    RowKey row = form("order-42", TIMELESS);
    assertThat(row.id().version()).isEqualTo(8);
    assertThat(row.id().variant()).isEqualTo(2);
    assertThat(row.text()).isEqualTo("order-42");
    // Written down once: a change of the form would apply every stored key again.
    assertThat(row.id()).hasToString("3bf8b157-c423-8eef-a5ae-4a66eca81c6b");
  }

  @Test
  void nobody_can_choose_a_uuid_that_is_the_hash_of_another_id() {
    RowKey victim = form("order-42", TIMELESS);
    RowKey forged = form(victim.id().toString(), TIMELESS);
    assertThat(forged.id()).isNotEqualTo(victim.id());
    assertThat(forged.text()).isEqualTo(victim.id().toString());
  }

  @Test
  void a_uuid_of_version_7_lives_on_the_day_inside_it() {
    RowKey row = form(uuid7(BIRTH).toString(), TIMED);
    assertThat(row.origin()).isEqualTo(BIRTH);
    assertThat(row.slot()).isEqualTo(Ring.slot(BIRTH));
  }

  @Test
  void a_ulid_lives_on_the_day_inside_it() {
    // The example of the ULID specification.
    RowKey row = form("01ARZ3NDEKTSV4RRFFQ69G5FAV", TIMED);
    assertThat(row.origin()).isEqualTo(Instant.ofEpochMilli(1_469_922_850_259L));
    assertThat(row.text()).isEqualTo("01ARZ3NDEKTSV4RRFFQ69G5FAV");
  }

  @Test
  void what_only_looks_like_a_ulid_carries_no_time() {
    assertThat(KeyForm.of(Key.of("orders", "81ARZ3NDEKTSV4RRFFQ69G5FAV"), TIMED)).isNull();
    assertThat(KeyForm.of(Key.of("orders", "01ARZ3NDEKTSV4RRFFQ69G5FAU"), TIMED)).isNull();
    assertThat(KeyForm.of(Key.of("orders", "01arz3ndektsv4rrffq69g5fav"), TIMED)).isNull();
  }

  @Test
  void a_given_birth_time_places_an_id_that_has_none_of_its_own() {
    RowKey row = KeyForm.of(Key.of("orders", "order-42").bornAt(BIRTH), TIMED);
    assertThat(row).isNotNull();
    assertThat(row.slot()).isEqualTo(Ring.slot(BIRTH));
  }

  @Test
  void a_given_birth_time_does_not_move_an_id_that_has_its_own() {
    Key key = Key.of("orders", uuid7(BIRTH)).bornAt(BIRTH.plus(Duration.ofDays(3)));
    RowKey row = KeyForm.of(key, TIMED);
    assertThat(row).isNotNull();
    assertThat(row.slot()).isEqualTo(Ring.slot(BIRTH));
    assertThat(row.origin()).isEqualTo(BIRTH);
  }

  @Test
  void a_timed_scope_has_no_place_for_a_key_without_a_time() {
    assertThat(KeyForm.of(Key.of("orders", "order-42"), TIMED)).isNull();
    assertThat(
            KeyForm.of(
                Key.of("orders", UUID.fromString("f47ac10b-58cc-4372-a567-0e02b2c3d479")), TIMED))
        .isNull();
  }

  @Test
  void a_timeless_scope_does_not_look_into_ids() {
    assertThat(form(uuid7(BIRTH).toString(), TIMELESS).slot()).isEqualTo(Ring.TIMELESS);
    assertThat(form(uuid7(BIRTH).toString(), TIMELESS).origin()).isNull();
  }

  private static RowKey form(String id, ScopeRow scope) {
    RowKey row = KeyForm.of(Key.of(scope.name(), id), scope);
    assertThat(row).isNotNull();
    return row;
  }

  private static UUID uuid7(Instant birth) {
    return new UUID((birth.toEpochMilli() << 16) | 0x7abcL, 0x8000_0000_0000_0001L);
  }
}
