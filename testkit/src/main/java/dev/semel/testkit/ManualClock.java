// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.TestkitException.Code;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that a test moves by hand, forward and also back, as the clock of a machine does when it
 * is corrected. It stands still unless {@link #tickBy} says otherwise. Views of it in other zones
 * move together with it. Thread-safe.
 *
 * <pre>{@code
 * ManualClock clock = ManualClock.at("2026-03-01T10:00:00Z");
 * clock.advance(Duration.ofHours(25));     // the provider has forgotten the key by now
 * clock.jumpBack(Duration.ofMinutes(2));   // and does the code mind?
 * }</pre>
 */
public final class ManualClock extends Clock {
  /** What all views share. Thread-safe. */
  private static final class Hands {
    private Instant now;
    private Duration tick = Duration.ZERO;

    Hands(Instant now) {
      this.now = now;
    }

    synchronized Instant now() {
      return now;
    }

    synchronized Instant read() {
      Instant read = now;
      now = now.plus(tick);
      return read;
    }

    synchronized Instant move(Duration by) {
      now = now.plus(by);
      return now;
    }

    synchronized void set(Instant to) {
      now = to;
    }

    synchronized void tickBy(Duration each) {
      tick = each;
    }
  }

  private final Hands hands;
  private final ZoneId zone;

  private ManualClock(Hands hands, ZoneId zone) {
    this.hands = hands;
    this.zone = zone;
  }

  /** A clock that shows this time, in UTC. */
  public static ManualClock at(Instant start) {
    return new ManualClock(new Hands(start), ZoneOffset.UTC);
  }

  /** A clock that shows this time, such as {@code 2026-03-01T10:00:00Z}. */
  public static ManualClock at(String start) {
    return at(Instant.parse(start));
  }

  /** Moves on, and gives the time it shows then. */
  public Instant advance(Duration by) {
    return hands.move(notNegative(by, "advance", "use jumpBack(...) to go back"));
  }

  /** Moves back, and gives the time it shows then. */
  public Instant jumpBack(Duration by) {
    return hands.move(notNegative(by, "jumpBack", "use advance(...) to go on").negated());
  }

  /** Shows this time from now on, be it earlier or later. */
  public void set(Instant now) {
    hands.set(now);
  }

  /**
   * Moves on by this much after each reading from now on, so that no two readings are the same; by
   * {@link Duration#ZERO} it stands still again.
   */
  public void tickBy(Duration each) {
    hands.tickBy(notNegative(each, "tickBy", "use jumpBack(...) to go back"));
  }

  private static Duration notNegative(Duration by, String method, String instead) {
    if (by.isNegative()) {
      throw new TestkitException(
          Code.NETWORK_OPTION, method + "(" + by + ") goes the other way: " + instead);
    }
    return by;
  }

  @Override
  public Instant instant() {
    return hands.read();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** The same clock, seen from another zone. */
  @Override
  public ManualClock withZone(ZoneId other) {
    return new ManualClock(hands, other);
  }

  @Override
  public String toString() {
    return "ManualClock at " + hands.now();
  }
}
