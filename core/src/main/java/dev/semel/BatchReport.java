// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of each item of a batch. Immutable. Both lists are in the order of the batch.
 *
 * @param settled items whose effect has happened, now or earlier: acknowledge them
 * @param failed items whose effect has not happened: park them or deliver them again
 * @param <T> the item
 * @param <R> the result
 */
public record BatchReport<T, R extends @Nullable Object>(
    List<Settled<T, R>> settled, List<Failed<T>> failed) {
  public BatchReport {
    settled = List.copyOf(settled);
    failed = List.copyOf(failed);
  }

  /** How many effects happened in this batch, duplicates not counted. */
  public long applied() {
    return settled.stream().filter(item -> !item.outcome().replayed()).count();
  }

  /** An item that is done. */
  public record Settled<T, R extends @Nullable Object>(T item, Key key, Outcome.Done<R> outcome) {}

  /**
   * An item that is not.
   *
   * @param key null if the item has no id that can be a key; the cause says why
   * @param cause one of Semel's exceptions, or what the effect threw
   */
  public record Failed<T>(T item, @Nullable Key key, Exception cause) {}
}
