// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.orders;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** All orders of some messages with some repeats, or a sample of them. */
public final class Orders {
  private Orders() {}

  /** How many orders {@link #all} has; {@link Long#MAX_VALUE} if it is more than that. */
  public static long count(int messages, int repeatsMax) {
    try {
      long count = 0;
      for (int repeats = 0; repeats <= repeatsMax; repeats++) {
        count = Math.addExact(count, arrangements(messages, repeats));
      }
      return count;
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Every order with at most so many repeats in all, the tamest first. */
  public static List<Order> all(int messages, int repeatsMax) {
    List<Order> orders = new ArrayList<>();
    for (int repeats = 0; repeats <= repeatsMax; repeats++) {
      for (int[] times : distributions(messages, repeats)) {
        arrange(times, messages + repeats, new ArrayList<>(), orders);
      }
    }
    orders.sort(Order.BY_WILDNESS);
    return orders;
  }

  /** Different orders by a seed, the tamest first; fewer than asked for if there are not more. */
  public static List<Order> sample(int messages, int repeatsMax, int count, long seed) {
    if (count(messages, repeatsMax) <= count) {
      return all(messages, repeatsMax);
    }
    Random random = new Random(seed);
    TreeSet<Order> orders = new TreeSet<>(Order.BY_WILDNESS);
    while (orders.size() < count) {
      List<Integer> deliveries = new ArrayList<>(Order.inOrder(messages).deliveries());
      int repeats = random.nextInt(repeatsMax + 1);
      for (int i = 0; i < repeats; i++) {
        deliveries.add(random.nextInt(messages));
      }
      Collections.shuffle(deliveries, random);
      orders.add(new Order(deliveries));
    }
    return List.copyOf(orders);
  }

  /** How often each message comes: once, and the repeats spread over them in every way. */
  private static List<int[]> distributions(int messages, int repeats) {
    List<int[]> all = new ArrayList<>();
    int[] times = new int[messages];
    Arrays.fill(times, 1);
    distribute(times, 0, repeats, all);
    return all;
  }

  private static void distribute(int[] times, int message, int repeats, List<int[]> all) {
    if (message == times.length - 1) {
      int[] one = times.clone();
      one[message] += repeats;
      all.add(one);
      return;
    }
    for (int here = 0; here <= repeats; here++) {
      times[message] += here;
      distribute(times, message + 1, repeats - here, all);
      times[message] -= here;
    }
  }

  private static void arrange(int[] times, int left, List<Integer> sofar, List<Order> orders) {
    if (left == 0) {
      orders.add(new Order(sofar));
      return;
    }
    for (int message = 0; message < times.length; message++) {
      if (times[message] > 0) {
        times[message]--;
        sofar.add(message);
        arrange(times, left - 1, sofar, orders);
        sofar.remove(sofar.size() - 1);
        times[message]++;
      }
    }
  }

  /** Sum over all distributions of the number of distinct arrangements. */
  private static long arrangements(int messages, int repeats) {
    // ways[n]: arrangements of n deliveries of the messages so far, each at least once.
    int deliveries = messages + repeats;
    long[] ways = new long[deliveries + 1];
    ways[0] = 1;
    for (int message = 0; message < messages; message++) {
      long[] next = new long[deliveries + 1];
      int end = deliveries - (messages - 1 - message); // The others come at least once.
      for (int before = 0; before <= end; before++) {
        for (int here = 1; before + here <= end && ways[before] > 0; here++) {
          long more = Math.multiplyExact(ways[before], choose(before + here, here));
          next[before + here] = Math.addExact(next[before + here], more);
        }
      }
      ways = next;
    }
    return ways[deliveries];
  }

  private static long choose(int n, int k) {
    long result = 1;
    for (int i = 1; i <= k; i++) {
      result = Math.multiplyExact(result, n - k + i) / i;
    }
    return result;
  }
}
