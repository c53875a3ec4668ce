// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.Inbox;
import dev.semel.internal.ledger.Doors;
import dev.semel.internal.ledger.Steps;
import dev.semel.internal.ledger.Telemetry;
import dev.semel.internal.sql.Home;
import dev.semel.internal.sql.LaneMove;
import dev.semel.internal.sql.PerKind;
import dev.semel.internal.sql.PositionName;
import dev.semel.internal.sql.ProgressSql;
import dev.semel.internal.stream.PositionDoor;
import dev.semel.internal.stream.StreamNames;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How far lanes are settled, as the database of their effects knows it. Thread-safe.
 *
 * <p>What must hold is that all before the number of a row has its effect in the same database. A
 * row is written after the effects, so a database that loses its last commits loses the row with
 * them, or before them; whoever believes in more than the row says has to go back. There is one
 * more way to be wrong: the effects committed on a server that was lost, and the row is written on
 * the one that took over, where the row before it is the same. So a row is only moved on the
 * server, and in the life of it, in which the caller was told the number it begins at.
 */
public final class Places {
  private final Steps steps;
  private final ProgressSql sql;
  private final PositionDoor numbers;
  private final Telemetry telemetry;
  private final String scope;
  private final Map<Lane, String> lives = new ConcurrentHashMap<>();

  public Places(Doors doors, String scope) {
    this.steps = new Steps(doors.dataSource());
    this.sql = doors.database().progress();
    this.numbers = new PositionDoor(PerKind.only(doors.database().positions()), false);
    this.telemetry = doors.telemetry();
    this.scope = scope;
  }

  /** The next number of each lane that has one. */
  public Map<Lane, Long> positions(Collection<Lane> lanes) {
    return in(
        "while its position was read",
        c -> {
          Map<UUID, Lane> byId = new HashMap<>();
          lanes.forEach(lane -> byId.put(name(lane).id(), lane));
          Home home = sql.home(c, scope);
          Map<Lane, Long> known = new HashMap<>();
          sql.nexts(c, byId.keySet()).forEach((id, next) -> known.put(byId.get(id), next));
          return new Answer(known, home, lanes, List.of());
        });
  }

  /**
   * Moves lanes on, those of which the database knows enough.
   *
   * @param byPlace whether what a lane moves over counts as applied from then on: numbers that
   *     never come would have to be remembered otherwise
   * @return what it knows of the others
   */
  public Map<Lane, Long> reached(Map<Lane, Inbox.Progress> progress, boolean byPlace) {
    progress.forEach(Places::check);
    return in(
        "while its position was written",
        c -> new Round(c, sql.home(c, scope), progress, byPlace).answer());
  }

  private static void check(Lane lane, Inbox.Progress progress) {
    if (progress.from() < 0 || progress.to() < progress.from()) {
      throw new IllegalArgumentException(
          "%s from %d to %d; a lane goes from 0 or more to as much or more"
              .formatted(lane, progress.from(), progress.to()));
    }
  }

  private PositionName name(Lane lane) {
    return StreamNames.position(scope, lane.source(), lane.epoch(), lane.name());
  }

  /** What a transaction has found out, to be believed after its commit. */
  private record Answer(
      Map<Lane, Long> known, Home home, Collection<Lane> lanes, List<InboxEvent> events) {}

  private Map<Lane, Long> in(String step, Steps.Work<Answer> work) {
    Answer answer =
        steps.run(
            "inbox " + scope,
            step,
            c -> {
              Answer found = work.on(c);
              c.commit();
              return found;
            });
    believe(answer);
    return answer.known();
  }

  private void believe(Answer answer) {
    Home home = answer.home();
    answer.lanes().forEach(lane -> lives.put(lane, home.life()));
    if (home.before() != null && home.now() != null) {
      telemetry.tell(new InboxEvent.DatabaseReplaced(scope, home.before(), home.now()));
    }
    answer.events().forEach(telemetry::tell);
  }

  /** A lane that is to move. */
  private record Step(Lane lane, LaneMove move) {
    UUID id() {
      return move.lane().id();
    }
  }

  /** One try to move some lanes. For one thread. */
  private final class Round {
    private final Connection c;
    private final Home home;
    private final Map<Lane, Inbox.Progress> progress;
    private final boolean byPlace;
    private final Map<UUID, Step> rest = new TreeMap<>();

    Round(Connection c, Home home, Map<Lane, Inbox.Progress> progress, boolean byPlace) {
      this.c = c;
      this.home = home;
      this.progress = progress;
      this.byPlace = byPlace;
    }

    Answer answer() throws SQLException {
      progress.forEach(
          (lane, to) -> {
            Step step = new Step(lane, new LaneMove(name(lane), to.from(), to.to()));
            rest.put(step.id(), step);
          });
      move();
      return less();
    }

    /** Of a lane nobody has asked about here, only what was written down tells. */
    private boolean isSameLife(Lane lane) {
      String life = lives.get(lane);
      return life == null ? !home.isReplaced() : life.equals(home.life());
    }

    private void move() throws SQLException {
      List<LaneMove> moves =
          rest.values().stream()
              .filter(step -> step.move().to() > step.move().from() && isSameLife(step.lane()))
              .map(Step::move)
              .toList();
      Set<UUID> moved = moves.isEmpty() ? Set.of() : sql.move(c, moves);
      for (LaneMove move : moves) {
        if (moved.contains(move.lane().id())) {
          rest.remove(move.lane().id());
          moved(move);
        }
      }
    }

    private void moved(LaneMove move) {
      if (byPlace) {
        numbers.advance(c, move.lane(), move.from(), move.to() - 1);
      }
    }

    /** Of the lanes that did not move, those that have to go back. */
    private Answer less() throws SQLException {
      Map<Lane, Long> less = new LinkedHashMap<>();
      List<InboxEvent> events = new ArrayList<>();
      Map<UUID, Long> known = rest.isEmpty() ? Map.of() : sql.nexts(c, rest.keySet());
      for (Step step : rest.values()) {
        LaneMove move = step.move();
        Long next = known.get(step.id());
        long number = next == null ? 0 : next;
        if (number < move.from() || (number < move.to() && !isSameLife(step.lane()))) {
          less.put(step.lane(), number);
          events.add(new InboxEvent.Rewound(scope, step.lane().toString(), move.to(), number));
        } else if (number < move.to()) {
          begin(move, next);
        }
      }
      return new Answer(less, home, progress.keySet(), events);
    }

    private void begin(LaneMove move, @Nullable Long next) throws SQLException {
      if (next != null) {
        throw new SQLException("another transaction moves this lane", "40001");
      }
      sql.begin(c, move.lane(), move.to());
      moved(move);
    }
  }
}
