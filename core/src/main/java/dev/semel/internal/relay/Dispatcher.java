// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.internal.outbox.Signal;
import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Hands batches to the publisher. For the thread of the relay. */
final class Dispatcher {
  private final Publisher publisher;
  private final boolean ordered;
  private final Signal signal;
  private final RelaySettings settings;
  private final Traffic traffic;

  Dispatcher(Publisher publisher, Signal signal, RelaySettings settings, Traffic traffic) {
    this.publisher = publisher;
    this.ordered = publisher instanceof Publisher.InOrder;
    this.signal = signal;
    this.settings = settings;
    this.traffic = traffic;
  }

  /** Hands over a batch of what a lane has, if it may go now; true if there was anything. */
  boolean dispatch(Lane lane, long now) {
    if (!mayDepart(lane, now)) {
      return false;
    }
    boolean any = expire(lane, now);
    List<Entry> batch = batch(lane);
    if (!batch.isEmpty()) {
      depart(lane, batch, now);
    }
    return any || !batch.isEmpty();
  }

  /** What was in time when it was read may have waited for too long. */
  private boolean expire(Lane lane, long now) {
    List<Entry> late = new ArrayList<>();
    for (Entry entry : lane.waiting()) {
      if (entry.isLate(now)) {
        late.add(entry);
      }
    }
    lane.waiting().removeAll(late);
    late.forEach(traffic::expire);
    return !late.isEmpty();
  }

  /** While a lane is closed, one real batch at a time is the trial. */
  private boolean mayDepart(Lane lane, long now) {
    if (lane.waiting().isEmpty() || traffic.marks().stops()) {
      return false;
    }
    return lane.breaker().isOpen()
        ? lane.breaker().mayTry(now) && lane.flights() == 0
        : !lane.isBusy();
  }

  private List<Entry> batch(Lane lane) {
    List<Entry> batch = new ArrayList<>(Math.min(lane.waiting().size(), settings.batchSizeMax()));
    List<Entry> left = new ArrayList<>();
    Set<Line> passed = new HashSet<>();
    for (Iterator<Entry> all = lane.waiting().iterator(); all.hasNext(); ) {
      Entry entry = all.next();
      Line line = entry.line();
      boolean goes =
          batch.size() < settings.batchSizeMax()
              && (line == null || (!traffic.isBusy(line) && !passed.contains(line)));
      if (goes) {
        batch.add(entry);
      } else {
        left.add(entry);
      }
      if (line != null && (!goes || !ordered)) {
        passed.add(line);
      }
    }
    if (!batch.isEmpty()) {
      lane.waiting().clear();
      lane.waiting().addAll(left);
    }
    return batch;
  }

  private void depart(Lane lane, List<Entry> batch, long now) {
    List<OutgoingMessage> messages = new ArrayList<>(batch.size());
    for (Entry entry : batch) {
      traffic.depart(entry);
      messages.add(entry.outgoing());
    }
    Flight flight = new Flight(lane, batch, signal, now);
    traffic.flights().add(flight);
    lane.departed();
    try {
      publisher.publish(messages, flight);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      flight.unknownAll(e);
    } catch (Exception e) {
      flight.unknownAll(e);
    }
  }
}
