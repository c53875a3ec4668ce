// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrdersTest {
  @Test
  void all_orders_are_each_there_once_and_the_tamest_come_first() {
    assertThat(Orders.all(3, 0))
        .extracting(Order::toString)
        .containsExactly("0,1,2", "0,2,1", "1,0,2", "1,2,0", "2,0,1", "2,1,0");
    assertThat(Orders.all(2, 1))
        .extracting(Order::toString)
        .containsExactly("0,1", "1,0", "0,0,1", "0,1,1", "0,1,0", "1,0,1", "1,0,0", "1,1,0");
    assertThat(Orders.all(1, 2)).extracting(Order::toString).containsExactly("0", "0,0", "0,0,0");
  }

  @Test
  void they_are_counted_without_being_made() {
    for (int messages = 1; messages <= 4; messages++) {
      for (int repeats = 0; repeats <= 3; repeats++) {
        List<Order> all = Orders.all(messages, repeats);
        assertThat(Orders.count(messages, repeats))
            .as("%d messages, %d repeats", messages, repeats)
            .isEqualTo(all.size())
            .isEqualTo(new HashSet<>(all).size());
      }
    }
    assertThat(Orders.count(20, 0)).isEqualTo(2_432_902_008_176_640_000L);
    assertThat(Orders.count(30, 0)).isEqualTo(Long.MAX_VALUE);
    assertThat(Orders.count(100, 20)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_sample_is_the_same_for_the_same_seed_and_has_no_order_twice() {
    List<Order> sample = Orders.sample(8, 2, 200, 42);

    assertThat(sample).hasSize(200).doesNotHaveDuplicates().isEqualTo(Orders.sample(8, 2, 200, 42));
    assertThat(sample).isNotEqualTo(Orders.sample(8, 2, 200, 43));
    assertThat(sample).allMatch(order -> order.equals(Order.parse(order.toString(), 8)));
    assertThat(sample).anyMatch(order -> order.deliveries().size() == 10);
    assertThat(Orders.sample(3, 0, 100, 42)).isEqualTo(Orders.all(3, 0));
  }

  @Test
  void tamer_orders_have_a_repeat_less_or_a_pair_the_right_way_round() {
    assertThat(Order.parse("1,0,1", 2).tamer())
        .extracting(Order::toString)
        .containsExactly("0,1", "1,0", "0,1,1");
    assertThat(Order.inOrder(5).tamer()).isEmpty();
    for (Order order : Orders.all(3, 2)) {
      assertThat(order.tamer())
          .allMatch(tamer -> Order.BY_WILDNESS.compare(tamer, order) < 0)
          .isNotNull();
    }
  }

  @Test
  void what_is_no_order_of_the_messages_is_refused() {
    assertThatThrownBy(() -> Order.parse("0,x", 2)).hasMessage("'x' is no number");
    assertThatThrownBy(() -> Order.parse("0,2", 2))
        .hasMessage("there is no message 2: they are 0 to 1");
    assertThatThrownBy(() -> Order.parse("0,0", 2)).hasMessage("message 1 is missing");
    assertThatThrownBy(() -> Order.parse("", 2)).hasMessage("'' is no number");
  }
}
