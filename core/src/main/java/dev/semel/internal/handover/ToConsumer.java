// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.handover;

import dev.semel.Batch;
import dev.semel.BatchReport;
import dev.semel.Effect;
import dev.semel.LedgerException;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.internal.sql.Fault;
import dev.semel.spi.OutgoingMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The messages of one batch on their way to one consumer, in order per key. For one thread. */
final class ToConsumer {
  private final Semel semel;
  private final String scope;
  private final Map<String, Effect.ForEach<OutgoingMessage>> effects;

  ToConsumer(Semel semel, String scope, Map<String, Effect.ForEach<OutgoingMessage>> effects) {
    this.semel = semel;
    this.scope = scope;
    this.effects = effects;
  }

  /**
   * Ends a turn of the ledger at a message, with nothing of its transaction committed. An error, so
   * that the ledger does not look for somebody to blame and go on with those behind.
   */
  private static final class Stop extends Error {
    private static final long serialVersionUID = 1L;

    private final transient Parcel at;

    /**
     * @param cause what its effect threw, or null if only one before it has to be settled first
     */
    Stop(Parcel at, @Nullable Throwable cause) {
      super(null, cause, false, false);
      this.at = at;
    }
  }

  /** Takes turns until all are over. */
  void deliver(List<Parcel> parcels) {
    Deque<List<Parcel>> parts = new ArrayDeque<>();
    parts.push(parcels);
    while (!parts.isEmpty()) {
      List<Parcel> part = parts.pop().stream().filter(parcel -> !parcel.isOver()).toList();
      if (!part.isEmpty()) {
        turn(part, parts);
      }
    }
  }

  private void turn(List<Parcel> part, Deque<List<Parcel>> parts) {
    try {
      conclude(batch(part).attempt(this::apply));
    } catch (Stop stop) {
      if (stop.getCause() != null) {
        stop.at.end(Ending.of(scope, stop.getCause()));
        parts.push(part);
      } else {
        int at = part.indexOf(stop.at);
        parts.push(part.subList(at, part.size()));
        parts.push(part.subList(0, at));
      }
    } catch (RuntimeException e) {
      part.forEach(parcel -> parcel.end(Ending.unknown(e)));
    }
  }

  /** Effects of one key may touch the same rows; only then the order of statements matters. */
  private Batch<Parcel> batch(List<Parcel> part) {
    Batch<Parcel> batch =
        semel
            .batch(scope, part)
            .keyedBy(parcel -> parcel.message().id())
            .over(parcel -> parcel.message().body())
            .bornAt(parcel -> parcel.message().origin());
    return part.stream().anyMatch(Parcel::hasPrevious) ? batch.inOrder() : batch;
  }

  private void apply(Tx tx, Parcel parcel) throws Exception {
    if (!parcel.mayGoWith(tx)) {
      throw new Stop(parcel, null);
    }
    parcel.appliedIn(tx);
    try {
      Objects.requireNonNull(effects.get(parcel.message().topic())).on(tx, parcel.message());
    } catch (Exception e) {
      // These two may be the fault of others, which the ledger finds out.
      if (Fault.TRY_AGAIN.causes(e) || Fault.ABORTED.causes(e)) {
        throw e;
      }
      throw new Stop(parcel, e);
    } catch (Error e) {
      throw new Stop(parcel, e);
    }
  }

  private void conclude(BatchReport<Parcel, Void> report) {
    report.settled().forEach(settled -> settled.item().end(Ending.TAKEN));
    List<BatchReport.Failed<Parcel>> failed = report.failed();
    boolean all =
        failed.size() > 1
            && failed.stream()
                .allMatch(one -> one.cause() == failed.get(0).cause() && isOfLedger(one));
    for (BatchReport.Failed<Parcel> one : failed) {
      if (!one.item().isOver()) {
        one.item().end(all ? Ending.unknown(one.cause()) : Ending.of(scope, one.cause()));
      }
    }
  }

  private static boolean isOfLedger(BatchReport.Failed<Parcel> failed) {
    return failed.cause() instanceof LedgerException;
  }
}
