// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import dev.semel.internal.sql.Entry;
import dev.semel.internal.sql.EntryState;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about a remote effect nobody is at. The table of what a gateway can do against
 * what is known, and nothing else: a pure function.
 */
public sealed interface Next {

  /** It is sent, the same bytes with the same key. */
  record Send() implements Next {}

  /** The gateway is asked. */
  record Look() implements Next {}

  /** What may have been done is undone. */
  record Reverse() implements Next {}

  /** It is too early to say. */
  record Wait(Duration time) implements Next {}

  /** A person has to find out. */
  record Park(String why) implements Next {}

  /** It was not sent in time. */
  record Cancel() implements Next {}

  String WINDOW_OVER = "the gateway may have forgotten the key";
  String ABSENT = "the gateway knows nothing of it, and it may still arrive";
  String NEVER_REPEATED = "an answer was lost, and the call is never repeated";
  String ATTEMPTS = "all attempts were made";

  /**
   * What is next.
   *
   * @param absentAt when the gateway was asked that knew nothing of it; null if it was not asked. A
   *     call may have arrived between the question and now.
   */
  static Next of(Capability gateway, int attemptsMax, Entry entry, @Nullable Instant absentAt) {
    Next next =
        entry.state() == EntryState.PREPARED
            ? unsent(gateway, entry)
            : unclear(gateway, entry, absentAt);
    return next instanceof Send && entry.attempts() >= attemptsMax ? new Park(ATTEMPTS) : next;
  }

  /**
   * Nothing was sent, as far as is known here. A database that was restored does not know what it
   * sent afterwards; the key is the same, so what matters is whether the gateway still knows it.
   */
  private static Next unsent(Capability gateway, Entry entry) {
    if (entry.sendBefore() != null && !entry.now().isBefore(entry.sendBefore())) {
      return new Cancel();
    }
    if (gateway.window() == null || isOpen(gateway, entry.created(), entry.now())) {
      return new Send();
    }
    return gateway.visibleAfter() != null ? new Look() : new Park(WINDOW_OVER);
  }

  private static Next unclear(Capability gateway, Entry entry, @Nullable Instant absentAt) {
    if (gateway.mayDuplicate()) {
      return new Send();
    }
    if (gateway.window() != null && isOpen(gateway, firstSent(entry), entry.now())) {
      boolean ask = gateway.visibleAfter() != null && absentAt == null;
      return ask && isVisible(gateway, entry) ? new Look() : new Send();
    }
    if (gateway.visibleAfter() != null) {
      return looked(gateway, entry, absentAt);
    }
    if (gateway.reversible()) {
      return reversed(gateway, entry);
    }
    return new Park(gateway.window() != null ? WINDOW_OVER : NEVER_REPEATED);
  }

  /** No key makes a repetition harmless; only what the gateway knows counts, and when it knows. */
  private static Next looked(Capability gateway, Entry entry, @Nullable Instant absentAt) {
    if (absentAt == null) {
      return new Look();
    }
    Instant sure =
        lastSent(entry)
            .plus(gateway.arrival())
            .plus(Objects.requireNonNull(gateway.visibleAfter(), "visibleAfter"));
    if (absentAt.isBefore(sure)) {
      return entry.now().isBefore(sure)
          ? new Wait(Duration.between(entry.now(), sure))
          : new Look();
    }
    if (gateway.reversible()) {
      return new Reverse();
    }
    if (gateway.window() != null) {
      return new Park(WINDOW_OVER);
    }
    return gateway.lateArrival() || entry.attempts() > 1 ? new Park(ABSENT) : new Send();
  }

  /** What has not arrived yet cannot be undone, and would be done afterwards. */
  private static Next reversed(Capability gateway, Entry entry) {
    Instant arrived = lastSent(entry).plus(gateway.arrival());
    return entry.now().isBefore(arrived)
        ? new Wait(Duration.between(entry.now(), arrived))
        : new Reverse();
  }

  private static boolean isOpen(Capability gateway, Instant since, Instant now) {
    Duration window = Objects.requireNonNull(gateway.window(), "window");
    return now.isBefore(since.plus(window).minus(gateway.margin()));
  }

  private static boolean isVisible(Capability gateway, Entry entry) {
    Duration lag = Objects.requireNonNull(gateway.visibleAfter(), "visibleAfter");
    return !entry.now().isBefore(lastSent(entry).plus(lag));
  }

  private static Instant firstSent(Entry entry) {
    return entry.firstSent() == null ? entry.created() : entry.firstSent();
  }

  private static Instant lastSent(Entry entry) {
    return entry.lastSent() == null ? entry.created() : entry.lastSent();
  }
}
