// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway can do about a call whose answer was lost. Immutable.
 *
 * @param window for how long a key makes a further attempt harmless; null if it does not
 * @param margin how long before its end nothing is sent any more
 * @param visibleAfter how long the gateway may not know of a call when asked; null if it cannot be
 *     asked
 * @param arrival how long after it was sent a call may still arrive
 * @param lateArrival whether one may arrive even later
 */
public record Capability(
    @Nullable Duration window,
    Duration margin,
    @Nullable Duration visibleAfter,
    Duration arrival,
    boolean lateArrival,
    boolean reversible,
    boolean neverRepeat,
    boolean mayDuplicate) {

  /** No choice was made. */
  public static final Capability NONE =
      new Capability(
          null, Duration.ofHours(1), null, Duration.ofMinutes(1), true, false, false, false);

  public Capability withWindow(Duration given) {
    return new Capability(
        given, margin, visibleAfter, arrival, lateArrival, reversible, neverRepeat, mayDuplicate);
  }

  public Capability withMargin(Duration given) {
    return new Capability(
        window, given, visibleAfter, arrival, lateArrival, reversible, neverRepeat, mayDuplicate);
  }

  public Capability withLookup(Duration given) {
    return new Capability(
        window, margin, given, arrival, lateArrival, reversible, neverRepeat, mayDuplicate);
  }

  public Capability withArrival(Duration given) {
    return new Capability(
        window, margin, visibleAfter, given, lateArrival, reversible, neverRepeat, mayDuplicate);
  }

  public Capability withoutLateArrival() {
    return new Capability(
        window, margin, visibleAfter, arrival, false, reversible, neverRepeat, mayDuplicate);
  }

  public Capability withReversal() {
    return new Capability(
        window, margin, visibleAfter, arrival, lateArrival, true, neverRepeat, mayDuplicate);
  }

  public Capability withNeverRepeat() {
    return new Capability(
        window, margin, visibleAfter, arrival, lateArrival, reversible, true, mayDuplicate);
  }

  public Capability withDuplicates() {
    return new Capability(
        window, margin, visibleAfter, arrival, lateArrival, reversible, neverRepeat, true);
  }

  /** Whether all that could be done about what is in doubt is to undo it. */
  boolean onlyUndoes() {
    return reversible && window == null && visibleAfter == null;
  }

  boolean isChosen() {
    return window != null || visibleAfter != null || reversible || neverRepeat || mayDuplicate;
  }
}
