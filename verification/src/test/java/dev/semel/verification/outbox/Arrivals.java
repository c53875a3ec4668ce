// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.spi.OutgoingMessage;
import dev.semel.verification.databases.Eventually;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What arrived, in the order in which it did. Of each key, the first arrivals have to be in order,
 * all of them; what arrives again has to have the id it had. Thread-safe.
 */
final class Arrivals {
  private static final int SAMPLES = 10;

  private final Map<Integer, Line> lines = new HashMap<>();
  private final List<String> disorder = new ArrayList<>();
  private final List<String> renamed = new ArrayList<>();
  private long first;
  private long again;
  private long disorders;

  /** The messages of a key by number: who wrote it, and half of its id. */
  private static final class Line {
    private int last;
    private int[] transactions = new int[16];
    private long[] ids = new long[16];

    private void makeRoom(int number) {
      if (number >= ids.length) {
        int size = Math.max(number + 1, 2 * ids.length);
        transactions = java.util.Arrays.copyOf(transactions, size);
        ids = java.util.Arrays.copyOf(ids, size);
      }
    }

    private boolean has(int number) {
      return number < transactions.length && transactions[number] != 0;
    }
  }

  void arrive(OutgoingMessage message) {
    arrive(Item.of(message.text()), message.id());
  }

  synchronized void arrive(Item item, String id) {
    Line line = lines.computeIfAbsent(item.key(), key -> new Line());
    line.makeRoom(item.number());
    long hash = hash(id);
    if (line.has(item.number())) {
      again++;
      if (line.ids[item.number()] != hash) {
        sample(renamed, "%s came again as %s".formatted(item, id));
      }
      return;
    }
    first++;
    line.transactions[item.number()] = item.transaction();
    line.ids[item.number()] = hash;
    if (item.number() != line.last + 1) {
      disorders++;
      sample(disorder, "%s came after number %d".formatted(item, line.last));
    }
    line.last = Math.max(line.last, item.number());
  }

  private static long hash(String id) {
    long hash = 0;
    for (int i = 0; i < id.length(); i++) {
      hash = hash * 0x100000001b3L + id.charAt(i);
    }
    return hash;
  }

  private static void sample(List<String> samples, String what) {
    if (samples.size() < SAMPLES) {
      samples.add(what);
    }
  }

  /** How many different messages arrived. */
  synchronized long first() {
    return first;
  }

  /** How many arrived again. */
  synchronized long again() {
    return again;
  }

  /** How many came when another number of their key was due; a lost one shows here, too. */
  synchronized long disorders() {
    return disorders;
  }

  /** Those that must have arrived and did not. */
  synchronized List<Item> lost(Truth truth) {
    return truth.items().stream().filter(item -> !arrived(item)).toList();
  }

  private boolean arrived(Item item) {
    Line line = lines.get(item.key());
    return line != null
        && line.has(item.number())
        && line.transactions[item.number()] == item.transaction();
  }

  /** All arrived, in the order of their keys, and nothing else did. */
  synchronized void assertExact(Truth truth) {
    assertThat(disorder).as("messages that came out of the order of their key").isEmpty();
    assertThat(renamed).as("messages that came again under another id").isEmpty();
    assertThat(lost(truth)).as("lost messages").isEmpty();
    assertThat(first).as("arrived, with those nobody committed").isEqualTo(truth.messages());
  }

  /** Waits as long as more and more arrives. */
  void await(Truth truth) {
    await(this::first, truth.messages());
  }

  /** Waits as long as something grows, until it is so large. */
  static void await(LongSupplier count, long target) {
    long seen = count.getAsLong();
    while (seen < target) {
      long before = seen;
      Eventually.holds(
          "%d of %d are there, and one more comes".formatted(before, target),
          () -> count.getAsLong() > before);
      seen = count.getAsLong();
    }
  }

  @Override
  public synchronized String toString() {
    return "%d messages, %d came again, %d out of order".formatted(first, again, disorders);
  }
}
