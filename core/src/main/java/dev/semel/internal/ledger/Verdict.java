// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.Key;
import dev.semel.Outcome;
import dev.semel.internal.sql.Row;
import dev.semel.internal.sql.RowKey;
import dev.semel.internal.sql.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Compares a key with the row that was found for it. */
final class Verdict {
  private Verdict() {}

  static <R> Outcome<R> on(Key key, RowKey asked, Row found, Results<R> results) {
    Outcome.Reason reason = mismatch(asked, found);
    if (reason != null) {
      return new Outcome.Mismatch<>(key, reason, found.since());
    }
    if (found.leased()) {
      return new Outcome.Busy<>(key, Duration.ZERO);
    }
    if (found.state() != State.DONE) {
      return new Outcome.Unknown<>(
          key,
          "it is %s since %s and nobody settled it".formatted(found.state(), found.since()),
          null);
    }
    return new Outcome.Done<>(results.decode(key, found), true);
  }

  static Outcome.@Nullable Reason mismatch(RowKey asked, Row found) {
    return mismatch(asked, found.text(), found.fingerprint(), found.origin());
  }

  /** Two items of one batch that share an id. */
  static Outcome.@Nullable Reason mismatch(RowKey asked, RowKey before) {
    return mismatch(asked, before.text(), before.fingerprint(), before.origin());
  }

  private static Outcome.@Nullable Reason mismatch(
      RowKey asked, @Nullable String text, @Nullable UUID fingerprint, @Nullable Instant origin) {
    if (!Objects.equals(asked.text(), text)) {
      return Outcome.Reason.COLLISION;
    }
    if (differ(asked.fingerprint(), fingerprint)) {
      return Outcome.Reason.FINGERPRINT;
    }
    if (differ(asked.origin(), origin)) {
      return Outcome.Reason.ORIGIN_CHANGED;
    }
    return null;
  }

  /** What only one side knows cannot differ. */
  private static boolean differ(@Nullable Object asked, @Nullable Object found) {
    return asked != null && found != null && !asked.equals(found);
  }
}
