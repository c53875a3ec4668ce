// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key was refused because it does not stand for the content it came with. Nothing was applied;
 * the message is not a duplicate either: park it and look at its sender. Immutable.
 */
public final class MismatchException extends SemelException {
  private static final long serialVersionUID = 1L;

  private final transient Key key;
  private final Outcome.Reason reason;
  private final transient @Nullable Instant since;

  public MismatchException(Key key, Outcome.Reason reason, @Nullable Instant since) {
    super(
        "SEMEL-006",
        "%s %s%s; nothing was applied: do not drop it, park it and ask its sender"
            .formatted(key, reason.words(), since == null ? "" : " (since " + since + ")"),
        null);
    this.key = key;
    this.reason = reason;
    this.since = since;
  }

  public Key key() {
    return key;
  }

  public Outcome.Reason reason() {
    return reason;
  }

  /** Since when the key stands for the other content, where there is such a record. */
  public Optional<Instant> since() {
    return Optional.ofNullable(since);
  }
}
