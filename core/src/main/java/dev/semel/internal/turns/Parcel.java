// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.turns;

import dev.semel.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An item on its way to its effect. For one thread.
 *
 * @param <T> the item
 */
public final class Parcel<T> {
  private final T item;
  private @Nullable Parcel<T> previous;
  private @Nullable Parcel<T> next;
  private @Nullable Tx appliedIn;
  private @Nullable Ending ending;

  private Parcel(T item) {
    this.item = item;
  }

  /**
   * These items, each knowing the one before and after it in its line.
   *
   * @param line what those have in common whose order is kept; null for one that has none
   */
  public static <T> List<Parcel<T>> of(List<T> items, Function<T, @Nullable Object> line) {
    List<Parcel<T>> parcels = new ArrayList<>(items.size());
    Map<Object, Parcel<T>> last = new HashMap<>();
    for (T item : items) {
      Parcel<T> parcel = new Parcel<>(item);
      parcels.add(parcel);
      Object name = line.apply(item);
      if (name != null) {
        Parcel<T> before = last.put(name, parcel);
        parcel.previous = before;
        if (before != null) {
          before.next = parcel;
        }
      }
    }
    return parcels;
  }

  public T item() {
    return item;
  }

  boolean hasPrevious() {
    return previous != null;
  }

  /** Whether the one before it is settled, or will be with this transaction. */
  boolean mayGoWith(Tx tx) {
    return previous == null || previous.ending != null || previous.appliedIn == tx;
  }

  void appliedIn(Tx tx) {
    appliedIn = tx;
  }

  boolean isOver() {
    return ending != null;
  }

  public Ending ending() {
    return ending != null ? ending : Ending.UNKNOWN;
  }

  /**
   * The end of it, and, if it is not a good one, of those behind it, whatever became of them: they
   * come again after it.
   */
  void end(Ending how) {
    ending = how;
    if (!how.isTaken()) {
      for (Parcel<T> behind = next; behind != null; behind = behind.next) {
        behind.ending = Ending.UNKNOWN;
      }
    }
  }
}
