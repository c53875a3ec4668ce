// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.handover;

import dev.semel.Tx;
import dev.semel.spi.OutgoingMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message on its way to one consumer. For one thread. */
final class Parcel {
  private final int index;
  private final OutgoingMessage message;
  private @Nullable Parcel previous;
  private @Nullable Parcel next;
  private @Nullable Tx appliedIn;
  private @Nullable Ending ending;

  private Parcel(int index, OutgoingMessage message) {
    this.index = index;
    this.message = message;
  }

  /** What messages with the same topic and key have in common. */
  private record Line(String topic, String key) {}

  /** The messages of these indexes, each knowing the one before and after it in its key. */
  static List<Parcel> of(List<OutgoingMessage> batch, List<Integer> indexes) {
    List<Parcel> parcels = new ArrayList<>(indexes.size());
    Map<Line, Parcel> last = new HashMap<>();
    for (int index : indexes) {
      Parcel parcel = new Parcel(index, batch.get(index));
      parcels.add(parcel);
      String key = parcel.message.key();
      if (key != null) {
        Parcel before = last.put(new Line(parcel.message.topic(), key), parcel);
        parcel.previous = before;
        if (before != null) {
          before.next = parcel;
        }
      }
    }
    return parcels;
  }

  int index() {
    return index;
  }

  OutgoingMessage message() {
    return message;
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

  Ending ending() {
    return ending != null ? ending : Ending.UNKNOWN;
  }

  /**
   * The end of it, and, if it is not a good one, of those behind it, whatever became of them: they
   * come again after it.
   */
  void end(Ending how) {
    ending = how;
    if (!how.isTaken()) {
      for (Parcel behind = next; behind != null; behind = behind.next) {
        behind.ending = Ending.UNKNOWN;
      }
    }
  }
}
