// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import dev.semel.SemelException;
import dev.semel.Tx;
import dev.semel.internal.ledger.Inside;
import dev.semel.internal.ledger.Waiting;
import dev.semel.internal.sql.Entry;
import dev.semel.internal.sql.EntryState;
import dev.semel.internal.sql.JournalSql;
import dev.semel.remote.RemoteFunctions;
import dev.semel.spi.Claim;
import dev.semel.spi.Claims;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The end of a remote effect: the journal, what the application writes and publishes, and the row
 * of the ledger, in one transaction. Who comes first has ended it; whoever comes later learns how.
 * Immutable.
 */
record Finish<R>(Journal journal, Claims claims, Plan<?, R> plan, Duration patience) {

  /** How it ended. */
  sealed interface How<R> {}

  record Succeeded<R>(R result) implements How<R> {}

  record Failed<R>(EntryState state, String why) implements How<R> {}

  /** What became of the attempt to end it. */
  sealed interface Became<R> {}

  /** It is over, like this; not necessarily by us. */
  record Over<R>(Claims.Stored stored, boolean byUs) implements Became<R> {}

  /** It is another's now, who has not ended it. */
  record Lost<R>() implements Became<R> {}

  /**
   * Ends it.
   *
   * @throws SemelException if nobody can tell now whether it did
   * @throws FollowingFailed if the application could not write what belongs to it
   */
  Became<R> end(Entry entry, How<R> how, Said said) {
    Waiting waiting = new Waiting(patience);
    while (true) {
      Claims.Answer answer = claims.open(plan.key(entry.key()));
      if (answer instanceof Claims.Standing standing) {
        return over(entry, standing, how, said);
      }
      if (answer instanceof Claims.Claimed claimed) {
        return claimed(entry, claimed.claim(), how, said);
      }
      if (!(answer instanceof Claims.Busy) || !waiting.pause()) {
        throw new dev.semel.BusyException(plan.key(entry.key()), waiting.waited());
      }
    }
  }

  private Became<R> claimed(Entry entry, Claim claim, How<R> how, Said said) {
    try (claim) {
      Tx tx = claim.tx();
      if (!written(entry, tx, how, said)) {
        return new Lost<>();
      }
      follow(entry, tx, how);
      Claims.Stored stored = stored(how);
      claim.settle(stored);
      return new Over<>(stored, true);
    }
  }

  private boolean written(Entry entry, Tx tx, How<R> how, Said said) {
    JournalSql sql = journal.sql();
    EntryState state = how instanceof Failed<R> failed ? failed.state() : EntryState.SUCCEEDED;
    String reference =
        how instanceof Succeeded<R> done ? plan.functions().reference().apply(done.result()) : null;
    try {
      boolean ours =
          sql.finish(tx.connection(), entry.id(), entry.fence(), state, reference, said.words());
      if (ours) {
        sql.tell(tx.connection(), entry.id(), said.source(), said.says(), said.detail());
      }
      return ours;
    } catch (SQLException e) {
      throw new FollowingFailed("the journal could not be written", e);
    }
  }

  private void follow(Entry entry, Tx tx, How<R> how) {
    Inside.enter();
    try {
      if (how instanceof Succeeded<R> done) {
        follow(plan.functions().succeeded(), tx, entry.key(), done.result());
      } else {
        follow(plan.functions().failed(), tx, entry.key(), ((Failed<R>) how).why());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FollowingFailed("it was interrupted", e);
    } catch (Exception e) {
      throw new FollowingFailed("it threw " + e.getClass().getName(), e);
    } finally {
      Inside.leave();
    }
  }

  private static <T> void follow(
      RemoteFunctions.@Nullable Following<T> following, Tx tx, String subject, T ending)
      throws Exception {
    if (following != null) {
      following.follow(tx, subject, ending);
    }
  }

  private Claims.Stored stored(How<R> how) {
    return how instanceof Succeeded<R> done
        ? Results.succeeded(plan, done.result())
        : Results.failed(((Failed<R>) how).why());
  }

  /** It is over already. What we know now may contradict it: that is said, and changes nothing. */
  private Became<R> over(Entry entry, Claims.Standing standing, How<R> how, Said said) {
    Claims.Stored stands =
        Objects.requireNonNullElseGet(
            standing.stored(), () -> Results.failed("its result is not kept any more"));
    boolean failed = how instanceof Failed<R>;
    if (standing.stored() != null && failed != (Results.stateOf(stands) == EntryState.FAILED)) {
      journal.tell(entry.id(), entry.key(), new Said(said.source(), "CONTRADICTION", said.words()));
    }
    return new Over<>(stands, false);
  }

  /** The application could not write what belongs to the end of an effect; nothing was written. */
  static final class FollowingFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FollowingFailed(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
