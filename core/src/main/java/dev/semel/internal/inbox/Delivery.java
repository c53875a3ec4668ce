// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.BatchReport;
import dev.semel.Effect;
import dev.semel.ForgottenException;
import dev.semel.Inbox;
import dev.semel.LedgerException;
import dev.semel.MismatchException;
import dev.semel.SemelException;
import dev.semel.internal.ledger.Doors;
import dev.semel.internal.ledger.Settings;
import dev.semel.internal.sql.InboxRow;
import dev.semel.internal.turns.Ending;
import dev.semel.internal.turns.InTurns;
import dev.semel.internal.turns.Parcel;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Messages that were taken in one call. For one thread. */
final class Delivery {
  private final Doors doors;
  private final Settings patience;
  private final InboxSettings settings;
  private final List<Arrival> arrivals;
  private final Set<UUID> held;
  private final Set<Arrival.Line> waiting = new HashSet<>();
  private int applied;
  private int duplicates;
  private int known;

  /**
   * @param held the names of lines and places in which something is held
   */
  Delivery(
      Doors doors,
      Settings patience,
      InboxSettings settings,
      List<Arrival> arrivals,
      Set<UUID> held) {
    this.doors = doors;
    this.patience = patience;
    this.settings = settings;
    this.arrivals = arrivals;
    this.held = held;
  }

  /**
   * Applies what can be applied. More than one round is needed only where messages overtake one
   * that was parked; each round parks at least one.
   */
  void run(Effect.ForEach<IncomingMessage> effect) {
    for (List<Arrival> going = going(); !going.isEmpty(); going = going()) {
      List<Parcel<Arrival>> parcels = Parcel.of(going, Arrival::order);
      new InTurns<Arrival>(this::attempt, (tx, arrival) -> effect.on(tx, arrival.message()))
          .deliver(parcels);
      int open = going.size();
      for (Parcel<Arrival> parcel : parcels) {
        conclude(parcel.item(), parcel.ending());
        open -= parcel.item().isOver() ? 1 : 0;
      }
      if (open == going.size()) {
        throw new IllegalStateException("none of %d messages came to an end".formatted(open));
      }
    }
  }

  /** Those that may be applied now; the others are held. */
  private List<Arrival> going() {
    List<Arrival> going = new ArrayList<>(arrivals.size());
    for (Arrival arrival : arrivals) {
      if (!arrival.isOver() && goes(arrival)) {
        going.add(arrival);
      }
    }
    return going;
  }

  private boolean goes(Arrival arrival) {
    InboxEvent.Why why = arrival.why();
    if (!held.isEmpty() && held.contains(arrival.place())) {
      known++;
      arrival.over();
    } else if (isBehind(arrival)) {
      arrival.hold(arrival.asRow(0, null).behind());
    } else if (why != null) {
      park(arrival, 0, why, arrival.error());
    }
    return !arrival.isOver();
  }

  private boolean isBehind(Arrival arrival) {
    Arrival.Line line = arrival.order();
    return line != null
        && (waiting.contains(line) || (!held.isEmpty() && held.contains(arrival.line())));
  }

  private void letWait(Arrival arrival) {
    Arrival.Line line = arrival.order();
    if (line != null) {
      waiting.add(line);
    }
  }

  private BatchReport<Parcel<Arrival>, Void> attempt(
      List<Parcel<Arrival>> part, boolean inOrder, Effect.ForEach<Parcel<Arrival>> effect) {
    return doors
        .batch()
        .attempt(
            patience,
            part,
            settings.scope(),
            parcel -> parcel.item().key(),
            inOrder,
            null,
            Doors.withoutResults(effect));
  }

  private void conclude(Arrival arrival, Ending ending) {
    Throwable cause = ending.cause();
    switch (ending.verdict()) {
      case APPLIED -> {
        applied++;
        arrival.over();
      }
      case REPEATED -> {
        duplicates++;
        arrival.over();
      }
      case REFUSED, FAILED -> fail(arrival, Objects.requireNonNull(cause, "cause"));
      case UNKNOWN -> {
        if (cause != null) {
          throw unsettled(arrivals.size(), settings.scope(), cause);
        }
      }
    }
  }

  /** Whatever could be said of the others, all may be given again. */
  static SemelException unsettled(int messages, String scope, Throwable cause) {
    if (cause instanceof SemelException exception) {
      return exception;
    }
    return new LedgerException(
        "SEMEL-054",
        ("%d messages of %s could not be settled, because the database does not work or is busy;"
                + " acknowledge none and give all again, the ledger knows those it has applied")
            .formatted(messages, scope),
        cause);
  }

  private void fail(Arrival arrival, Throwable cause) {
    InboxEvent.Why why = why(arrival.key().id(), settings.scope(), cause);
    boolean tried = why == InboxEvent.Why.FAILED;
    if (tried && settings.attemptsMax() > 1) {
      letWait(arrival);
      arrival.hold(arrival.asRow(1, null).failed(settings.retryInMillis(1), Words.of(cause)));
    } else if (cause instanceof Deadly deadly) {
      park(arrival, deadly.deaths(), why, Words.of(String.valueOf(deadly.getMessage())));
    } else {
      park(arrival, tried ? 1 : 0, why, Words.of(cause));
    }
  }

  /** Why a message is not applied; an effect may throw what was said of other keys. */
  static InboxEvent.Why why(@Nullable String id, String scope, Throwable cause) {
    if (cause instanceof Deadly) {
      return InboxEvent.Why.DEADLY;
    }
    if (cause instanceof MismatchException mismatch
        && mismatch.key().id().equals(id)
        && mismatch.key().scope().equals(scope)) {
      return switch (mismatch.reason()) {
        case ORIGIN_MISSING, ORIGIN_AHEAD -> InboxEvent.Why.NO_IDENTITY;
        default -> InboxEvent.Why.CONFLICT;
      };
    }
    return cause instanceof ForgottenException forgotten
            && forgotten.key().id().equals(id)
            && forgotten.key().scope().equals(scope)
        ? InboxEvent.Why.FORGOTTEN
        : InboxEvent.Why.FAILED;
  }

  private void park(Arrival arrival, int attempts, InboxEvent.Why why, String error) {
    UUID line = settings.parkingAlone() ? arrival.place() : arrival.line();
    if (!settings.parkingAlone()) {
      letWait(arrival);
    }
    arrival.hold(arrival.asRow(attempts, error).parked(line, why, error));
  }

  /** What is to be held, in the order of the delivery. */
  List<InboxRow> rows() {
    return arrivals.stream().map(Arrival::row).filter(Objects::nonNull).toList();
  }

  Inbox.Taken taken(int parked) {
    return new Inbox.Taken(applied, duplicates, known + rows().size(), parked);
  }
}
