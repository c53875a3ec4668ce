// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.Inbox.Taken;
import dev.semel.internal.ledger.Steps;
import dev.semel.internal.ledger.Tokens;
import dev.semel.internal.sql.MarkRow;
import dev.semel.internal.sql.PositionName;
import dev.semel.internal.sql.ProgressSql;
import dev.semel.internal.stream.StreamNames;
import dev.semel.spi.IncomingMessage;
import dev.semel.spi.IncomingMessage.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Steps steps;
  private final ProgressSql sql;
  private final String scope;
  private final String owner = Tokens.next();
  private final ReadWriteLock others = new ReentrantReadWriteLock();
  private final Set<Lane> stretches = ConcurrentHashMap.newKeySet();

  public Deaths(DataSource dataSource, ProgressSql sql, String scope) {
    this.steps = new Steps(dataSource);
    this.sql = sql;
    this.scope = scope;
  }

  /** How messages are settled. */
  public interface Way {
    Taken take(List<IncomingMessage> messages);

    /** Settles a message whose effect has ended so many processes, without its effect. */
    Taken takeDeadly(IncomingMessage message, int deaths);
  }

  /** Settles something while no message is tried alone. */
  public <T> T beside(Supplier<T> work) {
    return under(others.readLock(), work);
  }

  /** Settles messages; of a lane that is in the middle of a stretch, with all care. */
  public Taken take(List<IncomingMessage> messages, Way way) {
    boolean suspect =
        !stretches.isEmpty()
            && messages.stream().anyMatch(message -> stretches.contains(message.lane()));
    return suspect ? takeFirst(messages, way) : beside(() -> way.take(messages));
  }

  /** Settles the first messages of lanes, which may have ended a process. */
  public Taken takeFirst(List<IncomingMessage> messages, Way way) {
    Map<Lane, List<IncomingMessage>> lanes = new LinkedHashMap<>();
    for (IncomingMessage message : messages) {
      lanes.computeIfAbsent(message.lane(), lane -> new ArrayList<>()).add(message);
    }
    Taken taken = new Taken(0, 0, 0, 0);
    for (Map.Entry<Lane, List<IncomingMessage>> lane : lanes.entrySet()) {
      taken = sum(taken, takeFirst(lane.getKey(), lane.getValue(), way));
    }
    return taken;
  }

  private Taken takeFirst(Lane lane, List<IncomingMessage> messages, Way way) {
    PositionName name = name(lane);
    MarkRow found = found(name);
    if (found == null || (!found.alone() && found.owner().equals(owner))) {
      stretches.remove(lane);
      return batch(name, messages, way);
    }
    stretches.add(lane);
    return new Stretch(lane, name, found, way).take(messages);
  }

  private PositionName name(Lane lane) {
    return StreamNames.position(scope, lane.source(), lane.epoch(), lane.name());
  }

  /** A mark around all of them. */
  private Taken batch(PositionName lane, List<IncomingMessage> messages, Way way) {
    long last = messages.get(messages.size() - 1).number();
    mark(lane, new MarkRow(messages.get(0).number(), last, false, 0, owner));
    Taken taken;
    try {
      taken = beside(() -> way.take(messages));
    } catch (RuntimeException | Error e) {
      suppressing(e, () -> clear(lane));
      throw e;
    }
    clear(lane);
    return taken;
  }

  /** Messages among which a process has ended. For one thread. */
  private final class Stretch {
    private final Lane lane;
    private final PositionName name;
    private final MarkRow found;
    private final Way way;

    Stretch(Lane lane, PositionName name, MarkRow found, Way way) {
      this.lane = lane;
      this.name = name;
      this.found = found;
      this.way = way;
    }

    Taken take(List<IncomingMessage> messages) {
      List<IncomingMessage> settled = between(messages, Long.MIN_VALUE, found.from() - 1);
      Taken taken = settled.isEmpty() ? new Taken(0, 0, 0, 0) : beside(() -> way.take(settled));
      for (IncomingMessage message : between(messages, found.from(), found.to())) {
        taken = sum(taken, alone(message));
      }
      long last = messages.get(messages.size() - 1).number();
      return last < found.to() ? goOn(taken, last) : end(taken, messages);
    }

    private Taken goOn(Taken taken, long last) {
      if (last >= found.from()) {
        mark(name, new MarkRow(last + 1, found.to(), true, 0, owner));
      }
      return taken;
    }

    private Taken end(Taken taken, List<IncomingMessage> messages) {
      stretches.remove(lane);
      clear(name);
      List<IncomingMessage> after = between(messages, found.to() + 1, Long.MAX_VALUE);
      return after.isEmpty() ? taken : sum(taken, batch(name, after, way));
    }

    private Taken alone(IncomingMessage message) {
      int deaths = found.alone() && found.from() == message.number() ? found.deaths() : 0;
      return deaths >= InboxSettings.DEATHS_MAX
          ? beside(() -> way.takeDeadly(message, deaths))
          : under(others.writeLock(), () -> alone(message, deaths));
    }

    private Taken alone(IncomingMessage message, int deaths) {
      long number = message.number();
      mark(name, new MarkRow(number, found.to(), true, deaths + 1, owner));
      Taken taken;
      try {
        taken = way.take(List.of(message));
      } catch (RuntimeException | Error e) {
        suppressing(e, () -> forgive(name, number));
        throw e;
      }
      forgive(name, number);
      return taken;
    }
  }

  private @Nullable MarkRow found(PositionName lane) {
    return steps
        .run(lane, "while its mark was read", c -> Optional.ofNullable(sql.mark(c, lane.id())))
        .orElse(null);
  }

  private void mark(PositionName lane, MarkRow mark) {
    write(lane, c -> sql.setMark(c, lane, mark));
  }

  private void clear(PositionName lane) {
    write(lane, c -> sql.clearMark(c, lane.id(), owner));
  }

  /** This process did not end; perhaps the lane is another's by now, who counts on. */
  private void forgive(PositionName lane, long number) {
    write(lane, c -> sql.forgive(c, lane.id(), number));
  }

  @FunctionalInterface
  private interface Writing {
    void on(Connection c) throws SQLException;
  }

  private void write(PositionName lane, Writing writing) {
    boolean unused =
        steps.run(
            lane,
            "while its mark was written",
            c -> {
              writing.on(c);
              c.commit();
              return true;
            });
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
