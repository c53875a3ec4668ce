// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.Inbox.Taken;
import dev.semel.internal.ledger.Borrowed;
import dev.semel.internal.ledger.Failures;
import dev.semel.internal.sql.Fault;
import dev.semel.internal.sql.MarkRow;
import dev.semel.internal.sql.PositionName;
import dev.semel.internal.sql.ProgressSql;
import dev.semel.internal.stream.StreamNames;
import dev.semel.spi.IncomingMessage;
import dev.semel.spi.IncomingMessage.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Finds the message that ends the process which applies it. Thread-safe; one per process and scope.
 *
 * <pre>
 *   no mark ──► batch: a mark around all of them, off when they are settled
 *                 │ a process ended, and the next finds the mark
 *                 ▼
 *   alone: one by one; before each the mark says which, and one death more
 *                 │ settled: the next one       │ three deaths: parked
 *                 ▼                             ▼
 *   the last of the stretch: the mark comes off, and what follows is a batch again
 * </pre>
 *
 * <p>A message that is tried alone is alone in its process, as far as this scope goes: all others
 * wait for it, so that none of them ends the process in its name. What else can end a process three
 * times in the middle of the same message is mistaken for it: somebody who kills it, or an effect
 * of another scope. Whoever fails without dying takes back what was counted, or, where the database
 * is away for that, is one death ahead.
 */
public final class Deaths {
  /** How many processes a message may end. */
  public static final int DEATHS_MAX = 3;

  private static final int TRIES_MAX = 5;

  private final DataSource dataSource;
  private final ProgressSql sql;
  private final String scope;
  private final String owner;
  private final ReadWriteLock others = new ReentrantReadWriteLock();
  private final Set<Lane> stretches = ConcurrentHashMap.newKeySet();

  /**
   * @param owner what no other process calls itself
   */
  public Deaths(DataSource dataSource, ProgressSql sql, String scope, String owner) {
    this.dataSource = dataSource;
    this.sql = sql;
    this.scope = scope;
    this.owner = owner;
  }

  /** Settles messages of one lane. */
  @FunctionalInterface
  public interface Taking {
    Taken take(List<IncomingMessage> messages);
  }

  /** Parks a message that has ended as many processes as it may. */
  @FunctionalInterface
  public interface Parking {
    Taken park(IncomingMessage message, int deaths);
  }

  /** Settles something while no message is tried alone. */
  public <T> T beside(Supplier<T> work) {
    return under(others.readLock(), work);
  }

  /** Whether a lane is in the middle of messages that are to be tried alone. */
  public boolean isSuspect(Lane lane) {
    return stretches.contains(lane);
  }

  /** Settles the first messages of a lane that may have ended a process. */
  public Taken takeFirst(List<IncomingMessage> messages, Taking taking, Parking parking) {
    PositionName lane = name(messages.get(0).lane());
    MarkRow found = found(lane);
    if (found == null || (!found.alone() && found.owner().equals(owner))) {
      stretches.remove(messages.get(0).lane());
      return batch(lane, messages, taking);
    }
    return new Stretch(lane, found, taking, parking).take(messages);
  }

  private PositionName name(Lane lane) {
    return StreamNames.position(scope, lane.source(), lane.epoch(), lane.name());
  }

  /** A mark around all of them. */
  private Taken batch(PositionName lane, List<IncomingMessage> messages, Taking taking) {
    long last = messages.get(messages.size() - 1).number();
    mark(lane, new MarkRow(messages.get(0).number(), last, false, 0, owner));
    Taken taken;
    try {
      taken = beside(() -> taking.take(messages));
    } catch (RuntimeException | Error e) {
      suppressing(e, () -> clear(lane));
      throw e;
    }
    clear(lane);
    return taken;
  }

  /** Messages among which a process has ended. For one thread. */
  private final class Stretch {
    private final PositionName lane;
    private final MarkRow found;
    private final Taking taking;
    private final Parking parking;

    Stretch(PositionName lane, MarkRow found, Taking taking, Parking parking) {
      this.lane = lane;
      this.found = found;
      this.taking = taking;
      this.parking = parking;
    }

    Taken take(List<IncomingMessage> messages) {
      Lane of = messages.get(0).lane();
      stretches.add(of);
      Taken taken = new Taken(0, 0, 0, 0);
      List<IncomingMessage> settled = between(messages, Long.MIN_VALUE, found.from() - 1);
      if (!settled.isEmpty()) {
        taken = sum(taken, beside(() -> taking.take(settled)));
      }
      for (IncomingMessage message : between(messages, found.from(), found.to())) {
        taken = sum(taken, alone(message));
      }
      long last = messages.get(messages.size() - 1).number();
      if (last < found.from()) {
        return taken;
      }
      if (last < found.to()) {
        mark(lane, new MarkRow(last + 1, found.to(), true, 0, owner));
        return taken;
      }
      stretches.remove(of);
      clear(lane);
      List<IncomingMessage> behind = between(messages, found.to() + 1, Long.MAX_VALUE);
      return behind.isEmpty() ? taken : sum(taken, batch(lane, behind, taking));
    }

    private Taken alone(IncomingMessage message) {
      long number = message.number();
      int deaths = found.alone() && found.from() == number ? found.deaths() : 0;
      if (deaths >= DEATHS_MAX) {
        return beside(() -> parking.park(message, deaths));
      }
      return under(
          others.writeLock(),
          () -> {
            mark(lane, new MarkRow(number, found.to(), true, deaths + 1, owner));
            Taken taken;
            try {
              taken = taking.take(List.of(message));
            } catch (RuntimeException | Error e) {
              suppressing(e, () -> forgive(lane, number));
              throw e;
            }
            forgive(lane, number);
            return taken;
          });
    }
  }

  private @Nullable MarkRow found(PositionName lane) {
    try (Borrowed borrowed = Borrowed.from(dataSource)) {
      return sql.mark(borrowed.connection(), lane.id());
    } catch (SQLException e) {
      throw Failures.of(lane, "while its mark was read", e);
    }
  }

  private void mark(PositionName lane, MarkRow mark) {
    in(lane, c -> sql.setMark(c, lane, mark));
  }

  private void clear(PositionName lane) {
    in(lane, c -> sql.clearMark(c, lane.id(), owner));
  }

  /** This process did not end; perhaps the lane is another's by now, who counts on. */
  private void forgive(PositionName lane, long number) {
    in(lane, c -> sql.forgive(c, lane.id(), number));
  }

  @FunctionalInterface
  private interface Work {
    void on(Connection c) throws SQLException;
  }

  private void in(PositionName lane, Work work) {
    for (int tries = 1; ; tries++) {
      try (Borrowed borrowed = Borrowed.from(dataSource)) {
        work.on(borrowed.connection());
        borrowed.connection().commit();
        return;
      } catch (SQLException e) {
        if (Fault.of(e) != Fault.TRY_AGAIN || tries == TRIES_MAX) {
          throw Failures.of(lane, "at its mark", e);
        }
      }
    }
  }

  private static <T> T under(Lock lock, Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** What goes wrong on the way out does not hide why. */
  private static void suppressing(Throwable because, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      because.addSuppressed(e);
    }
  }

  private static List<IncomingMessage> between(
      List<IncomingMessage> messages, long first, long last) {
    return messages.stream()
        .filter(message -> message.number() >= first && message.number() <= last)
        .toList();
  }

  private static Taken sum(Taken one, Taken other) {
    return new Taken(
        one.applied() + other.applied(),
        one.duplicates() + other.duplicates(),
        one.held() + other.held(),
        one.parked() + other.parked());
  }
}
