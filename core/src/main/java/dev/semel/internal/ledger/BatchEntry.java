// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.BatchReport;
import dev.semel.Key;
import dev.semel.Outcome;
import dev.semel.internal.sql.RowKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One item of a batch on its way to an end. For one thread.
 *
 * @param <T> the item
 * @param <R> its result
 */
final class BatchEntry<T, R> {
  final T item;
  final @Nullable Key key;
  @Nullable RowKey row;
  private final List<BatchEntry<T, R>> sameKey = new ArrayList<>();
  private Outcome.@Nullable Done<R> done;
  private @Nullable Exception failure;

  BatchEntry(T item, @Nullable Key key) {
    this.item = item;
    this.key = key;
  }

  /** Another item of the batch has the same key: it ends as this one does. */
  void isAlso(BatchEntry<T, R> other) {
    sameKey.add(other);
  }

  void done(Outcome.Done<R> outcome) {
    done = outcome;
    sameKey.forEach(other -> other.done(new Outcome.Done<>(outcome.result(), true)));
  }

  void fail(Exception cause) {
    failure = cause;
    sameKey.forEach(other -> other.fail(cause));
  }

  boolean open() {
    return done == null && failure == null;
  }

  void report(List<BatchReport.Settled<T, R>> settled, List<BatchReport.Failed<T>> failed) {
    if (done != null && key != null) {
      settled.add(new BatchReport.Settled<>(item, key, done));
    } else if (failure != null) {
      failed.add(new BatchReport.Failed<>(item, key, failure));
    } else {
      throw new IllegalStateException("an item of a batch came to no end: " + key);
    }
  }
}
