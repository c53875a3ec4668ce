// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import dev.semel.BusyException;
import dev.semel.verification.chaos.Door.Delivered;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Every item several times, through every door, from many threads. The copies of an item are a few
 * hundred deliveries apart at most, so they meet.
 */
final class Storm {
  private static final int APART_MAX = 100;
  private static final int BATCH = 20;
  private static final int REDELIVERIES_MAX = 100;

  /** Items that arrive together at one door. */
  record Unit(Door door, List<Item> items) {}

  /** What a storm, or a part of it, amounted to. */
  record Figures(long deliveries, long applied, long replayed, long busy, long failed, long begun) {
    static Figures of(String line) {
      String[] words = line.split(" ", -1);
      return new Figures(
          Long.parseLong(words[0]),
          Long.parseLong(words[1]),
          Long.parseLong(words[2]),
          Long.parseLong(words[3]),
          Long.parseLong(words[4]),
          Long.parseLong(words[5]));
    }

    String line() {
      return "%d %d %d %d %d %d".formatted(deliveries, applied, replayed, busy, failed, begun);
    }

    Figures and(Figures other) {
      return new Figures(
          deliveries + other.deliveries,
          applied + other.applied,
          replayed + other.replayed,
          busy + other.busy,
          failed + other.failed,
          begun + other.begun);
    }
  }

  private final Receiver receiver;
  private final AtomicLong deliveries = new AtomicLong();
  private final AtomicLong applied = new AtomicLong();
  private final AtomicLong replayed = new AtomicLong();
  private final AtomicLong busy = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  Storm(Receiver receiver) {
    this.receiver = receiver;
  }

  static List<Item> items(int count) {
    return IntStream.range(0, count).mapToObj(Item::of).toList();
  }

  /** The same for the same seed: two or three copies of each item, near each other. */
  static List<Unit> units(List<Item> items, Random random) {
    record Arrival(Item item, int at) {}
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      int copies = random.nextInt(10) < 3 ? 3 : 2;
      for (int copy = 0; copy < copies; copy++) {
        arrivals.add(new Arrival(items.get(i), i + random.nextInt(APART_MAX)));
      }
    }
    arrivals.sort(Comparator.comparingInt(Arrival::at));
    List<Unit> units = new ArrayList<>();
    List<Item> batch = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      int choice = random.nextInt(10);
      if (choice < 4) {
        batch.add(arrival.item());
        if (batch.size() == BATCH) {
          units.add(new Unit(Door.BATCH, List.copyOf(batch)));
          batch.clear();
        }
      } else {
        units.add(new Unit(choice < 8 ? Door.ONCE : Door.OPTIMISTIC, List.of(arrival.item())));
      }
    }
    units.add(new Unit(Door.BATCH, List.copyOf(batch)));
    return units;
  }

  /** Every n-th of the units, for one of n JVMs. */
  static List<Unit> part(List<Unit> units, int part, int parts) {
    return IntStream.range(0, units.size())
        .filter(i -> i % parts == part)
        .mapToObj(units::get)
        .toList();
  }

  Figures rage(List<Unit> units, int threads) throws Exception {
    AtomicInteger next = new AtomicInteger();
    return inThreads(
        threads,
        () -> {
          for (int i = next.getAndIncrement(); i < units.size(); i = next.getAndIncrement()) {
            deliver(units.get(i).door(), units.get(i).items());
          }
          return null;
        });
  }

  /** Runs the same in each of the threads and gives the figures when all are through. */
  Figures inThreads(int threads, Callable<Void> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(pool.submit(work));
      }
      for (Future<Void> one : all) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }
    return figures();
  }

  /** Delivers until all is acknowledged, as a broker would. */
  void deliver(Door door, List<Item> items) throws Exception {
    List<Item> open = items;
    for (int tries = 0; !open.isEmpty(); tries++) {
      if (tries == REDELIVERIES_MAX) {
        throw new AssertionError("never acknowledged: " + open);
      }
      deliveries.addAndGet(open.size());
      Delivered delivered = receiver.deliver(door, open);
      applied.addAndGet(delivered.applied.size());
      replayed.addAndGet(delivered.replayed.size());
      for (Exception why : delivered.why) {
        (why instanceof BusyException ? busy : failed).incrementAndGet();
      }
      open = delivered.open;
    }
  }

  private Figures figures() {
    return new Figures(
        deliveries.get(),
        applied.get(),
        replayed.get(),
        busy.get(),
        failed.get(),
        receiver.effectsBegun());
  }
}
