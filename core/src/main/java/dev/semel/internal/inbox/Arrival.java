// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.Key;
import dev.semel.internal.outbox.Ids;
import dev.semel.internal.sql.InboxRow;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A message between its broker and its fate. For one thread. */
final class Arrival {
  private static final byte[] NOTHING = new byte[0];

  /** What a database can keep; nobody was born outside. */
  private static final Instant EARLIEST = Instant.parse("0002-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9998-01-01T00:00:00Z");

  private final IncomingMessage message;
  private final @Nullable Key key;
  private final InboxEvent.@Nullable Why why;
  private final String error;
  private @Nullable UUID line;
  private @Nullable UUID place;
  private @Nullable InboxRow row;
  private boolean over;

  private Arrival(
      IncomingMessage message, @Nullable Key key, InboxEvent.@Nullable Why why, String error) {
    this.message = message;
    this.key = key;
    this.why = why;
    this.error = error;
  }

  /** A message under the scope it is deduplicated in. */
  static Arrival of(String scope, IncomingMessage message) {
    if (message.unfit() != null) {
      return new Arrival(named(message), null, InboxEvent.Why.UNFIT, Words.of(message.unfit()));
    }
    try {
      return new Arrival(message, key(scope, message), null, "");
    } catch (IllegalArgumentException e) {
      String error = Words.of(String.valueOf(e.getMessage()));
      return new Arrival(anonymous(message), null, InboxEvent.Why.NO_IDENTITY, error);
    }
  }

  /** A message that is told by its place. */
  static Arrival placed(IncomingMessage message) {
    String unfit = message.unfit();
    return unfit == null
        ? new Arrival(named(message), null, null, "")
        : new Arrival(named(message), null, InboxEvent.Why.UNFIT, Words.of(unfit));
  }

  /**
   * What the effect of a message is called in the ledger.
   *
   * @throws IllegalArgumentException if it cannot be called anything
   */
  static Key key(String scope, IncomingMessage message) {
    String id = message.id();
    if (id == null) {
      throw new IllegalArgumentException("nothing in the message tells it from another");
    }
    byte[] body = message.body();
    Key key = Key.of(scope, id).over(body == null ? NOTHING : body);
    Instant origin = message.origin();
    if (origin == null) {
      return key;
    }
    if (origin.isBefore(EARLIEST) || origin.isAfter(LATEST)) {
      throw new IllegalArgumentException("it says that it was written in " + origin);
    }
    return key.bornAt(origin);
  }

  /** As it can be kept: without an id or an origin that cannot. */
  private static IncomingMessage named(IncomingMessage message) {
    try {
      Key unused = key("x", message);
      return as(message, message.id(), message.origin());
    } catch (IllegalArgumentException e) {
      return anonymous(message);
    }
  }

  private static IncomingMessage anonymous(IncomingMessage message) {
    return as(message, null, null);
  }

  private static IncomingMessage as(
      IncomingMessage message, @Nullable String id, @Nullable Instant origin) {
    String unfit = message.unfit();
    return new IncomingMessage(
        id,
        message.lane(),
        message.number(),
        message.key(),
        origin,
        unfit == null ? null : Words.of(unfit),
        message.envelope(),
        message.body());
  }

  IncomingMessage message() {
    return message;
  }

  /** The key it is applied under; only of one that is fit. */
  Key key() {
    if (key == null) {
      throw new IllegalStateException("nothing to apply: " + message);
    }
    return key;
  }

  /** Why it is parked without being looked at; null if it is fit. */
  InboxEvent.@Nullable Why why() {
    return why;
  }

  String error() {
    return error;
  }

  /** What messages with the same source and key have in common. */
  record Line(String source, String key) {}

  /** Its line, or null if it has no order to keep. */
  @Nullable Line order() {
    String about = message.key();
    return about == null ? null : new Line(message.lane().source(), about);
  }

  /** The name of its line. */
  UUID line() {
    if (line == null) {
      String about = message.key();
      line = about == null ? place() : Ids.line(message.lane().source(), about);
    }
    return line;
  }

  /** The name of its place. */
  UUID place() {
    if (place == null) {
      IncomingMessage.Lane lane = message.lane();
      place = Ids.place(lane.source(), lane.epoch(), lane.name(), message.number());
    }
    return place;
  }

  boolean isOver() {
    return over;
  }

  /** Nothing is to be done about it any more. */
  void over() {
    over = true;
  }

  /** It is to be held. */
  void hold(InboxRow as) {
    row = as;
    over = true;
  }

  @Nullable InboxRow row() {
    return row;
  }

  /** A row for it that waits, to be changed into what it is to be. */
  InboxRow asRow(int attempts, @Nullable String said) {
    return new InboxRow(
        0, InboxRow.State.WAITING, line(), place(), message, null, attempts, 0, 0, said);
  }
}
