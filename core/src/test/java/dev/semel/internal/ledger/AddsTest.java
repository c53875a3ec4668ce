// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddsTest {
  @Test
  void statements_with_the_same_text_travel_together() {
    Adds adds = new Adds(false);
    for (int item = 1; item <= 3; item++) {
      adds.nextEffect();
      adds.add("update", new Object[] {item});
      adds.add("insert", new Object[] {item});
    }
    assertThat(order(adds)).containsExactly("update 1 2 3", "insert 1 2 3");
  }

  @Test
  void the_statements_of_one_effect_keep_their_order() {
    Adds adds = new Adds(false);
    adds.nextEffect();
    adds.add("update", new Object[] {1});
    adds.nextEffect();
    adds.add("insert", new Object[] {2});
    adds.add("update", new Object[] {2});
    adds.nextEffect();
    adds.add("update", new Object[] {3});
    assertThat(order(adds)).containsExactly("update 1 3", "insert 2", "update 2");
  }

  @Test
  void in_strict_order_only_neighbours_travel_together() {
    Adds adds = new Adds(true);
    for (int item = 1; item <= 2; item++) {
      adds.nextEffect();
      adds.add("update", new Object[] {item});
      adds.add("close", new Object[] {item});
    }
    adds.add("close", new Object[] {3});
    assertThat(order(adds)).containsExactly("update 1", "close 1", "update 2", "close 2 3");
  }

  private static List<String> order(Adds adds) {
    List<String> order = new ArrayList<>();
    adds.forEach(
        (sql, rows) -> {
          StringBuilder line = new StringBuilder(sql);
          rows.forEach(row -> line.append(' ').append(row[0]));
          order.add(line.toString());
        });
    return order;
  }
}
