// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import dev.semel.Key;
import dev.semel.internal.held.Backoff;
import dev.semel.internal.sql.Entry;
import dev.semel.internal.sql.EntryState;
import dev.semel.remote.Call;
import dev.semel.remote.CallException;
import dev.semel.remote.Ending;
import dev.semel.remote.Finding;
import dev.semel.remote.RemoteOutcome;
import dev.semel.spi.Claims;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One remote effect at hand. For one thread, once. */
final class Work<Q, R> {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.remote");

  /** A look, what it leads to, and a look again if it was somebody else's in between. */
  private static final int STEPS_MAX = 5;

  private final Remote remote;
  private final Plan<Q, R> plan;
  private final Finish<R> finish;
  private final Key key;
  private Entry entry;
  private Met met = Met.NOTHING;

  /** What is next was decided by the clock of the database at some time after this. */
  private long decidedSince;

  /** The same for the question that was asked last. */
  private @Nullable Instant askedAt;

  /**
   * @param entry as it was just read, or written
   * @param decidedSince {@link System#nanoTime()} before it was; taken afterwards, a pause in
   *     between would not be seen
   */
  Work(Remote remote, Plan<Q, R> plan, Entry entry, long decidedSince) {
    this.remote = remote;
    this.plan = plan;
    this.finish = new Finish<>(remote.journal(), remote.claims(), plan, remote.patience());
    this.key = plan.key(entry.key());
    this.entry = entry;
    this.decidedSince = decidedSince;
  }

  /** Sends what was written down as started a moment ago. */
  RemoteOutcome<R> started() {
    return send(true);
  }

  /** Does what is next until it is over, has to wait, or is somebody else's. */
  RemoteOutcome<R> pursue() {
    Instant absentAt = null;
    for (int step = 0; step < STEPS_MAX; step++) {
      if (entry.state().isFinal() || entry.state() == EntryState.PARKED || entry.isOwned()) {
        break;
      }
      Next next = Next.of(plan.capability(), plan.timing().attempts(), entry, absentAt);
      if (next instanceof Next.Look) {
        RemoteOutcome<R> known = look();
        if (known != null) {
          return known;
        }
        absentAt = askedAt;
      } else {
        return act(next);
      }
    }
    return remote.standing(plan, entry);
  }

  /** Asks the gateway, whatever it stands like, and sends nothing. */
  RemoteOutcome<R> probe() {
    if (entry.state() == EntryState.PARKED) {
      Said said = new Said("semel", "RELEASED", "to be asked about");
      boolean unused = remote.journal().leave(entry, EntryState.IN_DOUBT, Duration.ZERO, said);
      entry = reread();
    }
    if (entry.state().isFinal() || entry.isOwned()) {
      return remote.standing(plan, entry);
    }
    RemoteOutcome<R> known = look();
    return known != null ? known : remote.standing(plan, entry);
  }

  private RemoteOutcome<R> act(Next next) {
    if (next instanceof Next.Send) {
      boolean clean = entry.state() == EntryState.PREPARED;
      return takeUp(true) ? send(clean) : remote.standing(plan, reread());
    }
    if (next instanceof Next.Reverse) {
      return takeUp(false) ? reverse() : remote.standing(plan, reread());
    }
    if (next instanceof Next.Cancel) {
      return takeUp(false)
          ? end(
              new Finish.Failed<>(EntryState.CANCELLED, "it was not sent in time"),
              new Said("semel", "CANCELLED", "it was not sent in time"))
          : remote.standing(plan, reread());
    }
    if (next instanceof Next.Wait wait) {
      return leave(EntryState.IN_DOUBT, wait.time(), new Said("semel", "WAITS", null));
    }
    return park(((Next.Park) next).why());
  }

  private boolean takeUp(boolean send) {
    boolean ours = remote.journal().takeUp(entry, plan.timing().lease(), send);
    if (ours) {
      // What led here was decided before.
      entry = read();
    }
    return ours;
  }

  private Entry reread() {
    decidedSince = System.nanoTime();
    return read();
  }

  private Entry read() {
    return remote.journal().read(entry.id(), entry.key()).orElseThrow();
  }

  /**
   * @param clean whether nothing of it can have been done before
   */
  private RemoteOutcome<R> send(boolean clean) {
    Duration late = Duration.ofNanos(System.nanoTime() - decidedSince);
    if (late.compareTo(plan.timing().skew()) > 0) {
      // Somebody else may be at it by now, and the window of the key may be over.
      return leave(
          clean ? EntryState.PREPARED : EntryState.IN_DOUBT,
          Duration.ZERO,
          new Said("semel", "NOT_SENT", "this process was paused for " + late));
    }
    R result;
    // What happens after the answer says nothing about the call: it is not in here.
    try {
      Q request = plan.requests().decode(entry.request().type(), entry.request().bytes());
      result = plan.functions().calling().call(call(), request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ended(clean, Endings.of(e, thrown -> null, true));
    } catch (Exception e) {
      return ended(clean, Endings.of(e, plan.functions().endings(), false));
    }
    met = Met.ANSWER;
    return result == null
        ? ended(clean, CallException.of(Ending.AMBIGUOUS, "it gave no result"))
        : end(new Finish.Succeeded<>(result), new Said("call", "SUCCEEDED", null));
  }

  private Call call() {
    return new Call(
        Plan.gatewayKey(entry.id()),
        entry.key(),
        entry.attempts(),
        entry.request().bytes(),
        plan.timing().timeout());
  }

  /** How long nobody is at it, nor has to be; zero if somebody is, or it is time. */
  Duration idle() {
    boolean idle = entry.state() == EntryState.PREPARED || entry.state() == EntryState.IN_DOUBT;
    return idle && entry.due() != null && entry.isOwned()
        ? Duration.between(entry.now(), entry.due())
        : Duration.ZERO;
  }

  /** Who was there when somebody was asked. */
  Met met() {
    return met;
  }

  private RemoteOutcome<R> ended(boolean clean, CallException how) {
    boolean nobody = how.ending() == Ending.NOT_SENT || how.ending() == Ending.AMBIGUOUS;
    met = nobody ? Met.NOBODY : Met.ANSWER;
    Said said = new Said("call", how.ending().name(), how.words());
    return switch (how.ending()) {
      case FAILED -> end(new Finish.Failed<>(EntryState.FAILED, how.words()), said);
      case MISMATCH -> leave(EntryState.PARKED, null, said);
      case NOT_SENT, NOT_EXECUTED ->
          leave(clean ? EntryState.PREPARED : EntryState.IN_DOUBT, pause(how), said);
      case AMBIGUOUS ->
          plan.capability().neverRepeat()
              ? leave(EntryState.PARKED, null, said)
              : leave(EntryState.IN_DOUBT, pause(how), said);
      case STILL_RUNNING -> leave(EntryState.IN_DOUBT, pause(how), said);
    };
  }

  private Duration pause(CallException how) {
    return how.retryAfter().orElseGet(this::pause);
  }

  private Duration pause() {
    Backoff backoff = new Backoff(plan.timing().firstPause(), plan.timing().longestPause());
    return Duration.ofNanos(backoff.nanos(Math.max(1, entry.attempts())));
  }

  /** Null if nothing of it is known there. */
  private @Nullable RemoteOutcome<R> look() {
    if (!takeUp(false)) {
      return remote.standing(plan, reread());
    }
    askedAt = entry.now();
    Finding<R> finding;
    try {
      Q request = plan.requests().decode(entry.request().type(), entry.request().bytes());
      finding = Objects.requireNonNull(plan.functions().looking(), "looking").look(call(), request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return notAsked(e);
    } catch (Exception e) {
      return notAsked(e);
    }
    met = Met.ANSWER;
    if (finding instanceof Finding.Happened<R> happened) {
      return end(new Finish.Succeeded<>(happened.result()), new Said("lookup", "SUCCEEDED", null));
    }
    if (finding instanceof Finding.Failed<R> failed) {
      return end(
          new Finish.Failed<>(EntryState.FAILED, failed.why()),
          new Said("lookup", "FAILED", failed.why()));
    }
    if (finding instanceof Finding.Pending<R>) {
      return leave(EntryState.IN_DOUBT, pause(), new Said("lookup", "PENDING", null));
    }
    RemoteOutcome<R> left =
        leave(EntryState.IN_DOUBT, Duration.ZERO, new Said("lookup", "ABSENT", null));
    return entry.isOwned() ? left : null;
  }

  private RemoteOutcome<R> notAsked(Exception e) {
    met = Met.NOBODY;
    return leave(
        EntryState.IN_DOUBT,
        pause(),
        new Said("lookup", "NOT_ASKED", "it threw " + e.getClass().getName()));
  }

  private RemoteOutcome<R> reverse() {
    try {
      Q request = plan.requests().decode(entry.request().type(), entry.request().bytes());
      Objects.requireNonNull(plan.functions().reversing(), "reversing").reverse(call(), request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return notReversed(e);
    } catch (Exception e) {
      return notReversed(e);
    }
    met = Met.ANSWER;
    return end(
        new Finish.Failed<>(EntryState.FAILED, "its answer was lost and it was undone"),
        new Said("reversal", "UNDONE", null));
  }

  private RemoteOutcome<R> notReversed(Exception e) {
    met = Met.NOBODY;
    return leave(
        EntryState.IN_DOUBT,
        pause(),
        new Said("reversal", "NOT_UNDONE", "it threw " + e.getClass().getName()));
  }

  private RemoteOutcome<R> park(String why) {
    return leave(EntryState.PARKED, null, new Said("semel", "PARKED", why));
  }

  private RemoteOutcome<R> leave(EntryState state, @Nullable Duration time, Said said) {
    if (!remote.journal().leave(entry, state, time, said)) {
      LOG.debug("{} is somebody else's by now", key);
    }
    entry = reread();
    return remote.standing(plan, entry);
  }

  private RemoteOutcome<R> end(Finish.How<R> how, Said said) {
    Finish.Became<R> became;
    try {
      became = finish.end(entry, how, said);
    } catch (Finish.FollowingFailed e) {
      LOG.warn("SEMEL-075 what belongs to the end of {} could not be written", key, e);
      Said unwritten =
          new Said(said.source(), said.says(), "and its end was not written: " + e.getMessage());
      return how instanceof Finish.Succeeded<R> && plan.capability().onlyUndoes()
          ? leave(EntryState.PARKED, null, unwritten)
          : leave(EntryState.IN_DOUBT, pause(), unwritten);
    }
    if (became instanceof Finish.Over<R> over) {
      Claims.Stored stored = over.stored();
      return remote.outcome(plan, key, stored, !over.byUs());
    }
    // What we know and could not write down is at least said.
    entry = reread();
    remote.journal().tell(entry.id(), entry.key(), new Said(said.source(), "LATE", said.words()));
    return remote.standing(plan, entry);
  }
}
