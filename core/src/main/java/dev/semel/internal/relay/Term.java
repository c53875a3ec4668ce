// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.internal.outbox.Signal;
import dev.semel.internal.sql.Database;
import dev.semel.internal.sql.LogPosition;
import dev.semel.internal.sql.RelayLease;
import dev.semel.spi.Publisher;
import dev.semel.spi.RelayEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One lease from its taking to its end, and all that is on its way under it. For the thread of the
 * relay.
 */
final class Term {
  /** How long what was settled may stay unmarked. */
  private static final long MARK_NANOS = Duration.ofMillis(20).toNanos();

  /** How often a paused relay looks whether it may go on. */
  private static final long PAUSED_LOOK_NANOS = Duration.ofMillis(100).toNanos();

  private final Connection c;
  private final Database database;
  private final RelaySettings settings;
  private final Traffic traffic;
  private final Answering answering;
  private final Reader reader;
  private final Dispatcher dispatcher;
  private final Marks marks;
  private final long fence;
  private String paused;
  private long markedAt;
  private long unmarkedSince;
  private boolean overtaken;

  Term(
      Connection c,
      Database database,
      RelaySettings settings,
      Publisher publisher,
      Signal signal,
      Consumer<RelayEvent> teller,
      RelayLease lease,
      long takenAt)
      throws SQLException {
    this.c = c;
    this.database = database;
    this.settings = settings;
    this.fence = lease.fence();
    this.paused = lease.pause() == null ? "" : lease.pause();
    this.marks = new Marks(database.relay(), database.held(), settings.name());
    boolean rowsStay = database.relay().keepsRows();
    LogPosition from = rowsStay ? lease.cursor() : LogPosition.START;
    this.traffic = new Traffic(settings, marks, teller, rowsStay, from, lease.idMax());
    lease.detached().forEach(traffic::detached);
    this.answering = new Answering(traffic, settings, takenAt);
    this.reader = new Reader(c, database, settings, traffic, takenAt);
    this.dispatcher = new Dispatcher(publisher, signal, settings, traffic);
    this.markedAt = takenAt;
    reader.loadHeldLines();
  }

  /**
   * Does what there is to do now.
   *
   * @return true if there was anything
   */
  boolean step() throws SQLException {
    long now = System.nanoTime();
    boolean any = answering.collect(now);
    answering.detachSlow(now);
    mark(now, isPaused() && now - markedAt > PAUSED_LOOK_NANOS);
    if (overtaken || isPaused()) {
      return any;
    }
    any |= reader.read(now);
    if (now - markedAt < settings.lease().toNanos()) {
      for (Lane lane : traffic.lanes()) {
        any |= dispatch(lane, now);
      }
      any |= dispatch(traffic.held(), now);
    }
    mark(System.nanoTime(), false);
    return any;
  }

  /** What is answered at once may decide what is handed over next. */
  private boolean dispatch(Lane lane, long now) {
    boolean any = false;
    boolean more = true;
    while (more) {
      more = dispatcher.dispatch(lane, now);
      any |= more;
      long then = System.nanoTime();
      any |= answering.collect(then);
      more &= then - now < MARK_NANOS;
    }
    return any;
  }

  /**
   * A step that looks at everything, however short ago it did; for rounds that are to be the last.
   */
  boolean thoroughStep() throws SQLException {
    reader.putOffNothing(System.nanoTime());
    return step();
  }

  /** Only collects what is on its way; for the end of a term. */
  void land() throws SQLException {
    long now = System.nanoTime();
    answering.collect(now);
    mark(now, false);
  }

  private boolean isPaused() {
    return !paused.isEmpty();
  }

  /** Makes sure that the lease is ours and the relay is not paused, as far as one can. */
  void renew() throws SQLException {
    mark(System.nanoTime(), true);
  }

  /**
   * Writes down what is not written yet, and renews the lease, if it is time.
   *
   * @param atOnce whatever the time is
   */
  private void mark(long now, boolean atOnce) throws SQLException {
    traffic.advance();
    LogPosition cursor = traffic.main().cursor();
    boolean changed = !marks.isEmpty();
    if (changed && unmarkedSince == 0) {
      unmarkedSince = now;
    }
    if (!overtaken && (atOnce || isDue(now, changed))) {
      write(now, cursor);
    }
  }

  private boolean isDue(long now, boolean changed) {
    boolean worthIt =
        marks.heldChanged()
            || marks.moves() >= settings.batchSizeMax()
            || now - unmarkedSince >= MARK_NANOS;
    return (changed && worthIt) || now - markedAt >= settings.lease().toNanos() / 3;
  }

  private void write(long now, LogPosition cursor) throws SQLException {
    String answer =
        marks.write(c, fence, cursor, traffic.idMax(), (int) settings.lease().toMillis());
    if (answer == null) {
      overtaken = true;
      return;
    }
    traffic.marked();
    paused = answer;
    markedAt = now;
    unmarkedSince = 0;
  }

  /** Whether another has the lease. */
  boolean isOvertaken() {
    return overtaken;
  }

  /** Whether there was more to read than was read. */
  boolean hasMore() {
    return reader.isFull();
  }

  boolean isInTheAir() {
    return !traffic.flights().isEmpty();
  }

  int taken() {
    return answering.taken();
  }

  /** Hands the lease back. */
  void release() throws SQLException {
    if (!overtaken) {
      database.relay().release(c, settings.name(), fence);
    }
  }
}
