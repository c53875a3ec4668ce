// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.time.Duration;

/**
 * Bytes for which a proxy looks, and on which of them a fault strikes: the next unless told
 * otherwise. Nothing happens until one of the faults is called, which arms it.
 *
 * <p>A trigger is found wherever the network breaks it in two. The fault then meets all bytes that
 * the proxy read together with its end, which for most clients is a whole message; what it read
 * before has been passed on. For a trigger on replies, a fault that comes <em>before</em> keeps the
 * reply from the client, and one that comes <em>after</em> lets it have the reply and ends the
 * connection. Immutable, hence thread-safe; armed faults are as well.
 */
public final class Trigger {
  private final Arms arms;
  private final Direction direction;
  private final ByteSearch search;
  private final long nth;
  private final boolean always;

  Trigger(Arms arms, Direction direction, ByteSearch search) {
    this(arms, direction, search, 1, false);
  }

  private Trigger(Arms arms, Direction direction, ByteSearch search, long nth, boolean always) {
    this.arms = arms;
    this.direction = direction;
    this.search = search;
    this.nth = nth;
    this.always = always;
  }

  /** The case of the letters A to Z does not matter. */
  public Trigger ignoringCase() {
    return new Trigger(arms, direction, search.ignoringCase(), nth, always);
  }

  /**
   * Only the n-th match counts, from 1; over all sessions together if it is not for one session.
   */
  public Trigger nth(long n) {
    if (n < 1) {
      throw new TestkitException(
          Code.NETWORK_OPTION,
          "a fault cannot strike at match number " + n + ": the first match is number 1");
    }
    return new Trigger(arms, direction, search, n, always);
  }

  /**
   * At every match and not only the next; after {@link #nth}, at that one and each that follows.
   */
  public Trigger always() {
    return new Trigger(arms, direction, search, nth, true);
  }

  /** The bytes never arrive, and both sides see the connection end. */
  public ArmedFault cutBefore() {
    return meets(Fault.CUT_BEFORE);
  }

  /**
   * The bytes arrive, and when the first bytes that answer them are there, both sides see the
   * connection end instead. The client cannot tell this from {@link #cutBefore()}.
   */
  public ArmedFault cutAfter() {
    return meets(Fault.CUT_AFTER);
  }

  /** As {@link #cutBefore()}, but both sides see a reset (RST) instead of an end. */
  public ArmedFault resetBefore() {
    return meets(Fault.RESET_BEFORE);
  }

  /** As {@link #cutAfter()}, but both sides see a reset (RST) instead of an end. */
  public ArmedFault resetAfter() {
    return meets(Fault.RESET_AFTER);
  }

  /** The bytes arrive, the connection stays, and the client never hears the server again. */
  public ArmedFault swallowReply() {
    return meets(Fault.SWALLOW_REPLY);
  }

  /**
   * The bytes are kept, the connection stays, and neither side ever hears the other again, as when
   * a cable is pulled. {@link ProxySession#deliverKept()} lets what was kept arrive after all.
   */
  public ArmedFault blackHole() {
    return meets(Fault.BLACK_HOLE);
  }

  /** The bytes, and those behind them in the same direction, arrive this much later. */
  public ArmedFault delay(Duration time) {
    return armed(Fault.DELAY, Options.time("a delay", time));
  }

  /**
   * The session stands still, in both directions, before these bytes are passed on and until {@link
   * ProxySession#resume()}: time for the test to let something else happen just now.
   */
  public ArmedFault pause() {
    return meets(Fault.PAUSE);
  }

  /** Any fault but {@link Fault#DELAY}, for tests that take the fault as a parameter. */
  public ArmedFault meets(Fault fault) {
    if (fault == Fault.DELAY) {
      throw new TestkitException(
          Code.NETWORK_OPTION,
          "a delay without a time: use delay(Duration) instead of meets(DELAY)");
    }
    return armed(fault, Duration.ZERO);
  }

  private ArmedFault armed(Fault fault, Duration time) {
    return arms.add(new ArmedFault(this, fault, time));
  }

  boolean isFor(Direction way) {
    return direction == way;
  }

  ByteSearch search() {
    return search;
  }

  boolean strikesAt(long match) {
    return always ? match >= nth : match == nth;
  }

  boolean isOverAt(long match) {
    return !always && match >= nth;
  }

  Arms arms() {
    return arms;
  }

  String describe() {
    String what = search.isAny() ? "any bytes" : search.describe();
    String which = nth == 1 ? "" : " (from match " + nth + ")";
    return (direction == Direction.TO_SERVER ? "the client sending " : "the server replying ")
        + what
        + which;
  }
}
