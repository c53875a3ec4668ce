// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.orders;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The order in which messages arrive: their numbers from 0, each at least once. Immutable.
 *
 * @param deliveries the number of the message of each delivery
 */
public record Order(List<Integer> deliveries) {
  /** The tamest first: fewer repeats, then less overtaking, then as the numbers are. */
  public static final Comparator<Order> BY_WILDNESS =
      Comparator.<Order>comparingInt(order -> order.deliveries().size())
          .thenComparingInt(Order::inversions)
          .thenComparing(Order::toString);

  public Order {
    deliveries = List.copyOf(deliveries);
  }

  /** Each message once, in order. */
  public static Order inOrder(int messages) {
    return new Order(IntStream.range(0, messages).boxed().toList());
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is not an order of so many messages; the text says why
   */
  public static Order parse(String text, int messages) {
    List<Integer> deliveries = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      int number;
      try {
        number = Integer.parseInt(part.strip());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + part.strip() + "' is no number", e);
      }
      if (number < 0 || number >= messages) {
        throw new IllegalArgumentException(
            "there is no message " + number + ": they are 0 to " + (messages - 1));
      }
      deliveries.add(number);
    }
    Set<Integer> there = new HashSet<>(deliveries);
    for (int i = 0; i < messages; i++) {
      if (!there.contains(i)) {
        throw new IllegalArgumentException("message " + i + " is missing");
      }
    }
    return new Order(deliveries);
  }

  /** How many pairs arrive the wrong way round. */
  public int inversions() {
    int count = 0;
    for (int i = 0; i < deliveries.size(); i++) {
      for (int j = i + 1; j < deliveries.size(); j++) {
        count += deliveries.get(i) > deliveries.get(j) ? 1 : 0;
      }
    }
    return count;
  }

  /** Orders a little tamer than this one: a repeat less, or two neighbours the right way round. */
  public List<Order> tamer() {
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < deliveries.size(); i++) {
      List<Integer> without = new ArrayList<>(deliveries);
      Integer number = without.remove(i);
      if (without.contains(number)) {
        orders.add(new Order(without));
      }
    }
    for (int i = 0; i + 1 < deliveries.size(); i++) {
      if (deliveries.get(i) > deliveries.get(i + 1)) {
        List<Integer> swapped = new ArrayList<>(deliveries);
        swapped.set(i, deliveries.get(i + 1));
        swapped.set(i + 1, deliveries.get(i));
        orders.add(new Order(swapped));
      }
    }
    return orders.stream().distinct().sorted(BY_WILDNESS).toList();
  }

  @Override
  public String toString() {
    return deliveries.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
