// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.internal.sql.HeldRow;
import dev.semel.spi.RelayEvent;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Draws the conclusions from what the publisher answers. For the thread of the relay.
 *
 * <p>Taken, refused and failed speak for themselves. Those nobody knows about are judged when their
 * batch is over: if nothing of it got through, that is an outage, and they are simply sent again
 * later; if other messages to the same destination got through, it is the message; if only those to
 * others did, it is the destination, which is detached. So it is when its messages fill the window
 * and nobody can tell how others would fare.
 */
final class Answering {
  /** How long a destination may leave a message unanswered while others answer. */
  private static final long SLOW_NANOS = Duration.ofSeconds(1).toNanos();

  /** How long other batches may have to wait for the answers to one. */
  private static final long IN_THE_WAY_NANOS = Duration.ofMillis(100).toNanos();

  private final Traffic traffic;
  private final RelaySettings settings;
  private long throughAt;
  private int taken;
  private int unreported;
  private int resent;

  Answering(Traffic traffic, RelaySettings settings, long now) {
    this.traffic = traffic;
    this.settings = settings;
    this.throughAt = now;
  }

  /** How many were taken in this term. */
  int taken() {
    return taken;
  }

  /** Collects all answers there are; true if there were any. */
  boolean collect(long now) {
    boolean any = false;
    for (Iterator<Flight> all = traffic.flights().iterator(); all.hasNext(); ) {
      Flight flight = all.next();
      any |= collect(flight, now);
      if (!flight.isOver() && now - flight.sentAt() > settings.answerWithin().toNanos()) {
        flight.unknownAll(null);
        any |= collect(flight, now);
      }
      if (flight.isOver()) {
        all.remove();
        flight.makeWay();
        judge(flight, now);
      } else if (flight.lane() == traffic.main()
          && !traffic.main().breaker().isOpen()
          && now - flight.sentAt() > IN_THE_WAY_NANOS) {
        flight.makeWay();
      }
    }
    return any;
  }

  private boolean collect(Flight flight, long now) {
    List<Flight.Answer> answers = flight.collect();
    for (Flight.Answer answer : answers) {
      if (answer.verdict() == Flight.Verdict.UNKNOWN) {
        flight.notKnown(answer);
      } else {
        Entry entry = flight.entry(answer.index());
        traffic.land(entry);
        through(flight, entry, now);
        conclude(flight, entry, answer);
      }
    }
    report();
    return !answers.isEmpty();
  }

  private void conclude(Flight flight, Entry entry, Flight.Answer answer) {
    switch (answer.verdict()) {
      case TAKEN -> {
        traffic.done(entry);
        taken++;
        unreported++;
        resent += entry.wasSentBefore() ? 1 : 0;
      }
      case REFUSED -> refuse(flight, entry, answer.reason());
      default -> fail(flight, entry, answer.reason());
    }
  }

  private void report() {
    if (unreported > 0) {
      traffic.tell(new RelayEvent.Sent(traffic.relay(), unreported, resent));
      unreported = 0;
      resent = 0;
    }
  }

  private void through(Flight flight, Entry entry, long now) {
    flight.gotThrough(entry.row().topic());
    throughAt = now;
    Lane lane = entry.lane();
    long closed = lane.breaker().succeeded(now);
    if (closed >= 0) {
      traffic.tell(
          new RelayEvent.Recovered(traffic.relay(), lane.topic(), Duration.ofNanos(closed)));
    }
  }

  private void refuse(Flight flight, Entry entry, @Nullable String reason) {
    String why = String.valueOf(reason);
    flight.breaks(entry.line());
    traffic.hold(entry, HeldRow.State.PARKED, entry.attempts() + 1, 0, why);
    String id = entry.row().id();
    traffic.tell(new RelayEvent.Refused(traffic.relay(), id, entry.row().topic(), why));
    if (settings.stops()) {
      stop("message %s was refused: %s".formatted(id, why));
    }
  }

  private void fail(Flight flight, Entry entry, @Nullable String reason) {
    if (!flight.breaks(entry.line())) {
      traffic.behind(entry);
      return;
    }
    int attempts = entry.attempts() + 1;
    String id = entry.row().id();
    String topic = entry.row().topic();
    if (attempts >= settings.attemptsMax()) {
      traffic.hold(entry, HeldRow.State.PARKED, attempts, 0, reason);
      traffic.tell(new RelayEvent.GaveUp(traffic.relay(), id, topic, attempts));
      if (settings.stops()) {
        stop("message %s failed %d times".formatted(id, attempts));
      }
      return;
    }
    long wait = settings.retries().nanos(attempts);
    traffic.hold(entry, HeldRow.State.WAITING, attempts, wait, reason);
    traffic.tell(
        new RelayEvent.Retrying(traffic.relay(), id, topic, attempts, Duration.ofNanos(wait)));
  }

  private void stop(String reason) {
    traffic.marks().stop(reason);
    traffic.tell(new RelayEvent.Stopped(traffic.relay(), reason));
  }

  private void judge(Flight flight, long now) {
    Set<Lane> closed = new HashSet<>();
    for (Flight.Answer unknown : flight.notKnown()) {
      Entry entry = flight.entry(unknown.index());
      String topic = entry.row().topic();
      boolean othersGotThrough = flight.through().contains(topic);
      if (!othersGotThrough && !entry.held() && isTheDestinations(flight, entry)) {
        traffic.detach(topic); // Before it lands: what is not flying would wait there already.
      }
      traffic.land(entry);
      if (othersGotThrough) {
        fail(flight, entry, unknown.reason());
      } else if (entry.held()) {
        postpone(entry);
      } else {
        entry.lane().again(entry);
        closed.add(entry.lane());
      }
    }
    closed.forEach(lane -> close(lane, now));
  }

  private boolean isTheDestinations(Flight flight, Entry entry) {
    return entry.lane() == traffic.main()
        && (!flight.through().isEmpty() || entry.row().topic().equals(traffic.filler()));
  }

  /** An outage is no attempt; the message is only read again a little later. */
  private void postpone(Entry entry) {
    if (entry.isBehind()) {
      traffic.leave(entry);
      return;
    }
    long wait = settings.outages().nanos(Reader.OUTAGE_STEP);
    traffic.hold(entry, HeldRow.State.WAITING, entry.attempts(), wait, "nothing gets through");
  }

  private void close(Lane lane, long now) {
    if (lane.breaker().mayTry(now)) {
      long wait = lane.breaker().failed(now);
      traffic.tell(new RelayEvent.Outage(traffic.relay(), lane.topic(), Duration.ofNanos(wait)));
    }
  }

  /** Detaches destinations that leave messages unanswered while others answer. */
  void detachSlow(long now) {
    for (Flight flight : traffic.flights()) {
      if (now - flight.sentAt() > SLOW_NANOS) {
        boolean othersAnswer = throughAt - flight.sentAt() > 0 || !flight.through().isEmpty();
        String filler = othersAnswer ? null : traffic.filler();
        for (Entry entry : flight.entries()) {
          String topic = entry.row().topic();
          if (entry.flying()
              && !entry.held()
              && entry.lane() == traffic.main()
              && (othersAnswer || topic.equals(filler))) {
            traffic.detach(topic);
          }
        }
      }
    }
  }
}
