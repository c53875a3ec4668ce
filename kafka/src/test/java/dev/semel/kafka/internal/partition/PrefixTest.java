// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
  private final Partition partition = Records.flowing(0);
  private final Prefix prefix = new Prefix();

  private Delivery admit(long offset) {
    Delivery delivery = Records.delivery(partition, offset, 10);
    prefix.admit(delivery);
    return delivery;
  }

  @Test
  void what_is_settled_behind_a_gap_does_not_count_until_the_gap_is_closed() {
    Delivery five = admit(5);
    Delivery seven = admit(7);
    Delivery eight = admit(8);
    assertThat(prefix.next()).isEqualTo(5);

    seven.become(Delivery.State.SETTLED);
    assertThat(prefix.advance()).isFalse();
    assertThat(prefix.next()).isEqualTo(5);

    five.become(Delivery.State.SETTLED);
    assertThat(prefix.advance()).isTrue();
    assertThat(prefix.next()).isEqualTo(8);
    assertThat(prefix.leaderEpoch()).contains(7);
    assertThat(prefix.size()).isEqualTo(1);
    assertThat(prefix.bytes()).isEqualTo(10);

    eight.become(Delivery.State.DROPPED);
    assertThat(prefix.advance()).isFalse();
    assertThat(prefix.next()).isEqualTo(8);
  }

  @Test
  void markers_of_transactions_count_when_all_before_them_is_settled() {
    Delivery one = admit(1);
    prefix.fetchedTo(4, Optional.of(9));
    assertThat(prefix.advance()).isFalse();
    one.become(Delivery.State.SETTLED);
    assertThat(prefix.advance()).isTrue();
    assertThat(prefix.next()).isEqualTo(4);
    assertThat(prefix.leaderEpoch()).contains(9);
  }

  @Test
  void it_knows_whether_a_worker_has_some_of_it_in_hand() {
    Delivery one = admit(1);
    assertThat(prefix.isInHand()).isFalse();
    one.become(Delivery.State.TAKEN);
    assertThat(prefix.isInHand()).isTrue();
    prefix.beginAt(100);
    assertThat(prefix.isInHand()).isFalse();
    assertThat(prefix.next()).isEqualTo(100);
    assertThat(prefix.bytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void in_whatever_order_things_are_settled_nothing_unsettled_is_ever_before_it(long seed) {
    Random random = new Random(seed);
    List<Delivery> all = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < 300; i++) {
      offset += 1 + random.nextInt(3);
      all.add(admit(offset));
    }
    List<Delivery> order = new ArrayList<>(all);
    Collections.shuffle(order, random);
    for (Delivery settled : order) {
      settled.become(Delivery.State.SETTLED);
      boolean unused = prefix.advance();
      long next = prefix.next();
      assertThat(all)
          .filteredOn(delivery -> delivery.offset() < next)
          .allSatisfy(d -> assertThat(d.state()).isEqualTo(Delivery.State.SETTLED));
    }
    assertThat(prefix.isEmpty()).isTrue();
    assertThat(prefix.next()).isEqualTo(offset + 1);
  }
}
