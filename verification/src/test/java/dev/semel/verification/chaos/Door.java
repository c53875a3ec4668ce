// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import dev.semel.Batch;
import dev.semel.BatchReport;
import dev.semel.Codec;
import dev.semel.Outcome;
import dev.semel.Semel;
import dev.semel.SemelException;
import dev.semel.Tx;
import java.util.ArrayList;
import java.util.List;

/** The ways in which items are delivered; they share their keys. */
enum Door {
  ONCE,
  OPTIMISTIC,
  BATCH;

  /** What is done with an item. */
  @FunctionalInterface
  interface Work {
    void on(Tx tx, Item item) throws Exception;
  }

  /** Delivers each item once more. What is no exception of Semel's passes through. */
  Delivered deliver(Semel semel, List<Item> items, Work work) throws Exception {
    Delivered delivered = new Delivered();
    if (this == BATCH) {
      batch(semel, items.stream().filter(item -> !item.withResult()).toList(), work, delivered);
      withResults(semel, items.stream().filter(Item::withResult).toList(), work, delivered);
      return delivered;
    }
    for (Item item : items) {
      try {
        Semel door = this == OPTIMISTIC ? semel.optimistic() : semel;
        delivered.add(item, attempt(door, item, work));
      } catch (SemelException e) {
        delivered.fail(item, e);
      }
    }
    return delivered;
  }

  private static Outcome<?> attempt(Semel semel, Item item, Work work) throws Exception {
    if (!item.withResult()) {
      return semel.attempt(item.key(), tx -> work.on(tx, item));
    }
    return semel.attempt(
        item.key(),
        Codec.text(),
        tx -> {
          work.on(tx, item);
          return item.result();
        });
  }

  private static void batch(Semel semel, List<Item> items, Work work, Delivered delivered) {
    BatchReport<Item, Void> report = keyed(semel, items).attempt(work::on);
    report.settled().forEach(one -> delivered.add(one.item(), one.outcome()));
    report.failed().forEach(one -> delivered.fail(one.item(), one.cause()));
  }

  private static void withResults(Semel semel, List<Item> items, Work work, Delivered delivered) {
    BatchReport<Item, String> report =
        keyed(semel, items)
            .attempt(
                Codec.text(),
                (tx, item) -> {
                  work.on(tx, item);
                  return item.result();
                });
    report.settled().forEach(one -> delivered.add(one.item(), one.outcome()));
    report.failed().forEach(one -> delivered.fail(one.item(), one.cause()));
  }

  private static Batch<Item> keyed(Semel semel, List<Item> items) {
    return semel.batch(Item.SCOPE, items).keyedBy(Item::id);
  }

  /** What the door said about each item. For one thread. */
  static final class Delivered {
    final List<Item> applied = new ArrayList<>();
    final List<Item> replayed = new ArrayList<>();
    final List<Item> open = new ArrayList<>();
    final List<Exception> why = new ArrayList<>();

    void add(Item item, Outcome<?> outcome) {
      if (!(outcome instanceof Outcome.Done<?> done)) {
        try {
          outcome.orElseThrow();
        } catch (SemelException e) {
          fail(item, e);
        }
        return;
      }
      if (done.result() != null && !item.result().equals(done.result())) {
        throw new AssertionError("the result of " + item.id() + " is " + done.result());
      }
      (done.replayed() ? replayed : applied).add(item);
    }

    private void fail(Item item, Exception cause) {
      open.add(item);
      why.add(cause);
    }
  }
}
