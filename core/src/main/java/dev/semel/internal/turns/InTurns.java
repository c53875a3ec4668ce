// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.turns;

import dev.semel.BatchReport;
import dev.semel.Effect;
import dev.semel.LedgerException;
import dev.semel.Tx;
import dev.semel.internal.sql.Fault;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies items as batches of the ledger, in order per line. For one thread.
 *
 * @param <T> the item
 */
public final class InTurns<T> {
  private final Attempt<T> attempt;
  private final Effect.ForEach<T> effect;

  /**
   * How items become a batch.
   *
   * @param <T> the item
   */
  @FunctionalInterface
  public interface Attempt<T> {
    /**
     * Delivers a batch.
     *
     * @param inOrder whether added statements are sent exactly in their order
     */
    BatchReport<Parcel<T>, Void> on(
        List<Parcel<T>> part, boolean inOrder, Effect.ForEach<Parcel<T>> effect);
  }

  public InTurns(Attempt<T> attempt, Effect.ForEach<T> effect) {
    this.attempt = attempt;
    this.effect = effect;
  }

  /**
   * Ends a turn of the ledger at an item, with nothing of its transaction committed. An error, so
   * that the ledger does not look for somebody to blame and go on with those behind.
   */
  private static final class Stop extends Error {
    private static final long serialVersionUID = 1L;

    private final transient Parcel<?> at;

    /**
     * @param cause what its effect threw, or null if only one before it has to be settled first
     */
    Stop(Parcel<?> at, @Nullable Throwable cause) {
      super(null, cause, false, false);
      this.at = at;
    }
  }

  /** Takes turns until all are over. */
  public void deliver(List<Parcel<T>> parcels) {
    Deque<List<Parcel<T>>> parts = new ArrayDeque<>();
    parts.push(parcels);
    while (!parts.isEmpty()) {
      List<Parcel<T>> part = parts.pop().stream().filter(parcel -> !parcel.isOver()).toList();
      if (!part.isEmpty()) {
        turn(part, parts);
      }
    }
  }

  private void turn(List<Parcel<T>> part, Deque<List<Parcel<T>>> parts) {
    // Effects of one line may touch the same rows; only then the order of statements matters.
    boolean inOrder = part.stream().anyMatch(Parcel::hasPrevious);
    try {
      conclude(attempt.on(part, inOrder, this::apply));
    } catch (Stop stop) {
      if (stop.getCause() != null) {
        stop.at.end(Ending.of(stop.getCause()));
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

  private void apply(Tx tx, Parcel<T> parcel) throws Exception {
    if (!parcel.mayGoWith(tx)) {
      throw new Stop(parcel, null);
    }
    parcel.appliedIn(tx);
    try {
      effect.on(tx, parcel.item());
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

  private void conclude(BatchReport<Parcel<T>, Void> report) {
    report
        .settled()
        .forEach(
            settled ->
                settled
                    .item()
                    .end(settled.outcome().replayed() ? Ending.REPEATED : Ending.APPLIED));
    List<BatchReport.Failed<Parcel<T>>> failed = report.failed();
    boolean all =
        failed.size() > 1
            && failed.stream()
                .allMatch(one -> one.cause() == failed.get(0).cause() && isOfLedger(one));
    for (BatchReport.Failed<Parcel<T>> one : failed) {
      if (!one.item().isOver()) {
        one.item().end(all ? Ending.unknown(one.cause()) : Ending.of(one.cause()));
      }
    }
  }

  private static boolean isOfLedger(BatchReport.Failed<?> failed) {
    return failed.cause() instanceof LedgerException;
  }
}
