// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.Effect;
import dev.semel.Inbox;
import dev.semel.SemelException;
import dev.semel.internal.ledger.Borrowed;
import dev.semel.internal.ledger.Doors;
import dev.semel.internal.ledger.EffectTx;
import dev.semel.internal.ledger.Failures;
import dev.semel.internal.ledger.Settings;
import dev.semel.internal.ledger.Steps;
import dev.semel.internal.outbox.Pending;
import dev.semel.internal.sql.Fault;
import dev.semel.internal.sql.InboxRow;
import dev.semel.internal.sql.PerKind;
import dev.semel.internal.sql.PositionName;
import dev.semel.internal.stream.PositionDoor;
import dev.semel.internal.stream.StreamNames;
import dev.semel.internal.turns.Ending;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage;
import dev.semel.spi.IncomingMessage.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are told by their place, taken in one call. For one thread.
 *
 * <p>All of it is one transaction: the lanes are locked and looked at, the effects run, what cannot
 * be applied is held, and the numbers of all are written down as applied. In the first round the
 * effects run as one; if that fails it is rolled back, and in the second a savepoint stands before
 * each, which tells who it was. One that ends the transaction may have committed what was done
 * before it, and not the numbers; so nobody can tell of those that ran, and a person has to.
 */
final class ByPlace {
  private final Doors doors;
  private final InboxSettings settings;
  private final KnownLines known;
  private final Holding holding;
  private final List<Arrival> arrivals;
  private final Set<UUID> held;
  private final PositionDoor numbers;
  private final Map<Arrival, String> doubtful = new HashMap<>();

  /**
   * @param held the names of lines and places in which something is held
   */
  ByPlace(
      Doors doors,
      InboxSettings settings,
      KnownLines known,
      Holding holding,
      List<Arrival> arrivals,
      Set<UUID> held) {
    this.doors = doors;
    this.settings = settings;
    this.known = known;
    this.holding = holding;
    this.arrivals = arrivals;
    this.held = held;
    this.numbers = new PositionDoor(PerKind.only(doors.database().positions()), false);
  }

  Taking.Settled settle(Effect.ForEach<IncomingMessage> effect) {
    boolean apart = false;
    int tries = 0;
    while (true) {
      Round round = new Round(effect, apart);
      try (Borrowed borrowed = Borrowed.from(doors.dataSource())) {
        return round.run(borrowed.connection());
      } catch (Exception | Error e) {
        if (isUnsealed(e)) {
          round.ran.forEach(arrival -> doubtful.put(arrival, Words.of(e)));
        } else if (Fault.TRY_AGAIN.causes(e) && ++tries < Settings.TRIES_MAX) {
          Steps.pauseBefore(tries);
        } else if (apart || round.committing || isTrouble(e)) {
          throw Delivery.unsettled(arrivals.size(), settings.scope(), e);
        } else {
          apart = true;
        }
      }
    }
  }

  private static boolean isUnsealed(Throwable e) {
    return e instanceof SemelException exception && exception.code().equals("SEMEL-016");
  }

  private static boolean isTrouble(Throwable e) {
    return Ending.of(e).verdict() == Ending.Verdict.UNKNOWN;
  }

  /** One try to settle all of them. */
  private final class Round {
    private final Effect.ForEach<IncomingMessage> effect;
    private final boolean apart;
    private final Map<Lane, PositionDoor.Claim> claims = new HashMap<>();
    private final Set<Arrival> fresh = new HashSet<>();
    private final List<Arrival> ran = new ArrayList<>();
    private final List<InboxRow> rows = new ArrayList<>();
    private final Set<Arrival.Line> waiting = new HashSet<>();
    private int duplicates;
    private int heldBefore;
    private boolean committing;

    Round(Effect.ForEach<IncomingMessage> effect, boolean apart) {
      this.effect = effect;
      this.apart = apart;
    }

    Taking.Settled run(Connection c) throws Exception {
      look(c);
      Savepoint before = c.setSavepoint();
      EffectTx tx = EffectTx.of(c, doors, !apart);
      try {
        for (Arrival arrival : arrivals) {
          if (goes(arrival)) {
            ran.add(arrival);
            apply(c, tx, arrival);
          }
        }
      } catch (Throwable e) {
        tx.abandon();
        if (!isTrouble(e)) {
          undo(c, before);
        }
        throw e;
      }
      tx.finish();
      List<InboxRow> kept = close(c, before);
      if (apart || tx.published()) {
        doors.publishing().signal().ring();
      }
      holding.sent(kept);
      return new Taking.Settled(taken(kept), kept);
    }

    /** Locks the lanes, always in the same order, and finds out which numbers are new in them. */
    private void look(Connection c) {
      Map<PositionName, List<Arrival>> lanes =
          new TreeMap<>(Comparator.comparing(PositionName::id));
      for (Arrival arrival : arrivals) {
        Lane lane = arrival.message().lane();
        PositionName name =
            StreamNames.position(settings.scope(), lane.source(), lane.epoch(), lane.name());
        lanes.computeIfAbsent(name, unused -> new ArrayList<>()).add(arrival);
      }
      lanes.forEach(
          (name, of) -> {
            List<Long> asked = of.stream().map(arrival -> arrival.message().number()).toList();
            PositionDoor.Claim claim = numbers.look(c, name, asked);
            claims.put(of.get(0).message().lane(), claim);
            Set<Long> open = new HashSet<>(claim.fresh());
            for (Arrival arrival : of) {
              if (open.remove(arrival.message().number())) {
                fresh.add(arrival);
              }
            }
          });
    }

    /** Whether the effect is to run; if not, it is known what else becomes of the message. */
    private boolean goes(Arrival arrival) {
      InboxEvent.Why why = arrival.why();
      String doubt = doubtful.get(arrival);
      if (!held.isEmpty() && held.contains(arrival.place())) {
        heldBefore++;
      } else if (isUnknown(arrival)) {
        park(arrival, 0, InboxEvent.Why.FORGOTTEN, "nobody can tell whether it was applied");
      } else if (!fresh.contains(arrival)) {
        duplicates++;
      } else if (isBehind(arrival)) {
        rows.add(arrival.asRow(0, null).behind());
      } else if (why != null) {
        park(arrival, 0, why, arrival.error());
      } else if (doubt != null) {
        park(arrival, 1, InboxEvent.Why.FAILED, doubt);
      } else {
        return true;
      }
      return false;
    }

    private boolean isUnknown(Arrival arrival) {
      PositionDoor.Claim claim = claims.get(arrival.message().lane());
      return claim != null && claim.unknown().contains(arrival.message().number());
    }

    private boolean isBehind(Arrival arrival) {
      Arrival.Line line = arrival.order();
      return line != null
          && (waiting.contains(line) || (!held.isEmpty() && held.contains(arrival.line())));
    }

    private void apply(Connection c, EffectTx tx, Arrival arrival) throws Exception {
      Pending.Origin origin =
          new Pending.Origin(settings.scope(), "place " + arrival.place(), null);
      if (!apart) {
        tx.next(origin);
        effect.on(tx, arrival.message());
        return;
      }
      Savepoint before = c.setSavepoint();
      try {
        doors.caller().<Exception>unnamed(c, origin, own -> effect.on(own, arrival.message()));
      } catch (Exception | Error e) {
        if (isUnsealed(e) || isTrouble(e)) {
          throw e;
        }
        undo(c, before);
        ran.remove(arrival);
        fail(arrival, e);
      }
    }

    /** Undoes what was done since then, and finds out whether it is the same transaction still. */
    private void undo(Connection c, Savepoint before) {
      try {
        c.rollback(before);
      } catch (SQLException e) {
        throw Failures.ofSeal("one of %d messages".formatted(ran.size()), e);
      }
    }

    private void fail(Arrival arrival, Throwable cause) {
      InboxEvent.Why why = Delivery.why(null, settings.scope(), cause);
      if (cause instanceof Deadly deadly) {
        park(arrival, deadly.deaths(), why, String.valueOf(deadly.getMessage()));
      } else if (settings.attemptsMax() > 1) {
        letWait(arrival);
        rows.add(arrival.asRow(1, null).failed(settings.retryInMillis(1), Words.of(cause)));
      } else {
        park(arrival, 1, why, Words.of(cause));
      }
    }

    private void park(Arrival arrival, int attempts, InboxEvent.Why why, String error) {
      UUID line = settings.parkingAlone() ? arrival.place() : arrival.line();
      if (!settings.parkingAlone()) {
        letWait(arrival);
      }
      rows.add(arrival.asRow(attempts, error).parked(line, why, error));
    }

    private void letWait(Arrival arrival) {
      Arrival.@Nullable Line line = arrival.order();
      if (line != null) {
        waiting.add(line);
      }
    }

    private List<InboxRow> close(Connection c, Savepoint before) throws SQLException {
      if (rows.isEmpty()) {
        return seal(c, before);
      }
      List<UUID> lines = rows.stream().map(InboxRow::line).toList();
      return known.<List<InboxRow>, SQLException>holding(lines, () -> seal(c, before));
    }

    /** Holds, counts and commits; the savepoint is gone if an effect has ended the transaction. */
    private List<InboxRow> seal(Connection c, Savepoint before) throws SQLException {
      List<InboxRow> kept = rows.isEmpty() ? List.of() : holding.hold(c, rows);
      claims.values().forEach(PositionDoor.Claim::write);
      try {
        c.releaseSavepoint(before);
      } catch (SQLException e) {
        throw Failures.ofSeal("one of %d messages".formatted(ran.size()), e);
      }
      committing = true;
      doors.database().inbox().commit(c);
      return kept;
    }

    private Inbox.Taken taken(List<InboxRow> kept) {
      int parked = (int) kept.stream().filter(InboxRow::isParked).count();
      return new Inbox.Taken(ran.size(), duplicates, heldBefore + rows.size(), parked);
    }
  }
}
