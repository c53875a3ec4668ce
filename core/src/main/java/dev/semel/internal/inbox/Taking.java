// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.Batch;
import dev.semel.Effect;
import dev.semel.Inbox;
import dev.semel.internal.held.HeldLines;
import dev.semel.internal.ledger.Doors;
import dev.semel.internal.ledger.Settings;
import dev.semel.internal.ledger.Steps;
import dev.semel.internal.sql.InboxRow;
import dev.semel.internal.sql.InboxSql;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Settles messages that were delivered. Thread-safe. */
public final class Taking {
  private final Doors doors;
  private final Settings patience;
  private final InboxSettings settings;
  private final KnownLines known;
  private final Steps steps;
  private final InboxSql sql;
  private final Holding holding;
  private final Told told;

  public Taking(Doors doors, Settings patience, InboxSettings settings, KnownLines known) {
    this.doors = doors;
    this.patience = patience;
    this.settings = settings;
    this.known = known;
    this.steps = new Steps(doors.dataSource());
    this.sql = doors.database().inbox();
    this.holding = new Holding(doors, settings, new Letters(doors, settings));
    this.told = new Told(doors.telemetry(), settings.scope());
  }

  /** Messages are settled with this effect. */
  public Deaths.Way with(Effect.ForEach<IncomingMessage> effect) {
    return new Deaths.Way() {
      @Override
      public Inbox.Taken take(List<IncomingMessage> messages) {
        return Taking.this.take(messages, effect);
      }

      @Override
      public Inbox.Taken takeDeadly(IncomingMessage message, int deaths) {
        return Taking.this.take(
            List.of(message),
            (tx, one) -> {
              throw new Deadly(deaths);
            });
      }
    };
  }

  /** Applies what can be applied and holds the rest. */
  private Inbox.Taken take(List<IncomingMessage> messages, Effect.ForEach<IncomingMessage> effect) {
    if (messages.size() > Batch.ITEMS_MAX) {
      throw new IllegalArgumentException(
          "%d messages are too many for one call, at most %d fit in one transaction"
              .formatted(messages.size(), Batch.ITEMS_MAX));
    }
    if (messages.isEmpty()) {
      return new Inbox.Taken(0, 0, 0, 0);
    }
    long began = System.nanoTime();
    Settled settled = settings.byPlace() ? placed(messages, effect) : named(messages, effect);
    settled.held().forEach(told::of);
    Inbox.Taken taken = settled.taken();
    doors
        .telemetry()
        .tell(
            new InboxEvent.Taken(
                settings.scope(),
                messages.size(),
                taken.applied(),
                taken.duplicates(),
                taken.held(),
                Duration.ofNanos(System.nanoTime() - began)));
    return taken;
  }

  /**
   * What became of messages.
   *
   * @param held those that were not held before
   */
  record Settled(Inbox.Taken taken, List<InboxRow> held) {}

  private Settled named(List<IncomingMessage> messages, Effect.ForEach<IncomingMessage> effect) {
    List<Arrival> arrivals =
        messages.stream().map(message -> Arrival.of(settings.scope(), message)).toList();
    Delivery delivery = new Delivery(doors, patience, settings, arrivals, held(arrivals));
    delivery.run(effect);
    List<InboxRow> held = hold(delivery.rows());
    return new Settled(
        delivery.taken((int) held.stream().filter(InboxRow::isParked).count()), held);
  }

  private Settled placed(List<IncomingMessage> messages, Effect.ForEach<IncomingMessage> effect) {
    List<Arrival> arrivals = messages.stream().map(Arrival::placed).toList();
    return new ByPlace(doors, settings, known, holding, arrivals, held(arrivals)).settle(effect);
  }

  /** The lines and places among those of the messages in which something is held. */
  private Set<UUID> held(List<Arrival> arrivals) {
    if (!known.isRead()) {
      readLines();
    }
    List<UUID> suspects = known.among(arrivals);
    if (suspects.isEmpty()) {
      return Set.of();
    }
    Set<UUID> held =
        steps.run(
            "the lines of " + settings.scope(),
            "while they were looked for",
            c -> {
              Set<UUID> found = sql.held(c, settings.scope(), new HashSet<>(suspects));
              c.commit();
              return found;
            });
    suspects.stream().filter(line -> !held.contains(line)).forEach(known::remove);
    return held;
  }

  /** Asks the database which lines are held. */
  public void readLines() {
    known.read(
        () ->
            steps.run(
                "the lines of " + settings.scope(),
                "while they were read",
                c -> {
                  Set<UUID> lines = sql.lines(c, settings.scope(), HeldLines.MAX + 1);
                  c.commit();
                  return lines;
                }));
  }

  private List<InboxRow> hold(List<InboxRow> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    List<UUID> lines = new ArrayList<>();
    rows.forEach(row -> lines.add(row.line()));
    return known.holding(lines, () -> holding.hold(rows));
  }
}
