// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Checker} can find wrong with an id. Each rule stands alone: taken out of a checker,
 * nothing else finds what it finds. Immutable, hence thread-safe.
 */
public enum Rule {
  /** Sent and acknowledged, but there is no effect. */
  LOST("sent and acknowledged, but without an effect") {
    @Override
    boolean broken(Fates f, int id) {
      return f.happened(Kind.SENT, id) > 0
          && f.happened(Kind.APPLIED, id) == 0
          && !f.maybe(Kind.APPLIED, id);
    }

    @Override
    String says(Fates f, int id) {
      return "was sent and acknowledged, and no effect of it was found"
          + (f.isParked(id) ? "; it was parked" : "");
    }
  },

  /** More than one effect. */
  DOUBLE("more than one effect") {
    @Override
    boolean broken(Fates f, int id) {
      return f.happened(Kind.APPLIED, id) > 1;
    }

    @Override
    String says(Fates f, int id) {
      return "has %,d effects".formatted(f.happened(Kind.APPLIED, id));
    }
  },

  /** The effect of what was never sent, or of what certainly failed to be sent. */
  PHANTOM("an effect of what was not sent") {
    @Override
    boolean broken(Fates f, int id) {
      return f.happened(Kind.APPLIED, id) > 0
          && f.happened(Kind.SENT, id) == 0
          && !f.maybe(Kind.SENT, id);
    }

    @Override
    String says(Fates f, int id) {
      return f.failed(Kind.SENT, id) == 0
          ? "has an effect, but was never sent"
          : "has an effect, but its sending failed for certain";
    }
  },

  /** Published, but its effect never committed. */
  GHOST("published without an effect") {
    @Override
    boolean broken(Fates f, int id) {
      return f.happened(Kind.PUBLISHED, id) > 0
          && f.happened(Kind.APPLIED, id) == 0
          && !f.maybe(Kind.APPLIED, id);
    }

    @Override
    String says(Fates f, int id) {
      return "was published, but no effect of it was found";
    }

    @Override
    @Nullable String vacuous(Tally tally) {
      return tally.publications() + tally.effects() == 0 ? "nothing was published" : null;
    }
  },

  /** Its effect committed, but it was never published. */
  MISSING("an effect that was not published") {
    @Override
    boolean broken(Fates f, int id) {
      return f.happened(Kind.APPLIED, id) > 0
          && f.happened(Kind.PUBLISHED, id) == 0
          && !f.maybe(Kind.PUBLISHED, id);
    }

    @Override
    String says(Fates f, int id) {
      return "has an effect, but was never published";
    }

    @Override
    @Nullable String vacuous(Tally tally) {
      return GHOST.vacuous(tally);
    }
  },

  /** Within its key, applied or first published after what comes later in the sequence. */
  OUT_OF_ORDER("overtaken within its key") {
    @Override
    boolean broken(Fates f, int id) {
      return f.isOutOfOrder(id);
    }

    @Override
    String says(Fates f, int id) {
      return f.disorder(id);
    }

    @Override
    @Nullable String vacuous(Tally tally) {
      return tally.ordered() == 0
          ? "no two events had the same key, so nothing could be out of order"
          : null;
    }
  },

  /** Begun and never ended, or ended unknown and never found out. */
  STUCK("without a known end") {
    @Override
    boolean broken(Fates f, int id) {
      return stuck(f, id) != null;
    }

    @Override
    String says(Fates f, int id) {
      Kind kind = stuck(f, id);
      return kind == null ? "" : stuckSays(f, kind, id);
    }

    @Override
    @Nullable String vacuous(Tally tally) {
      return tally.attempts() == 0 ? "nothing was begun, so nothing could be stuck" : null;
    }
  };

  private final String summary;

  Rule(String summary) {
    this.summary = summary;
  }

  /** Whether the id breaks the rule. */
  abstract boolean broken(Fates f, int id);

  /** How it does, in half a sentence that follows the id. */
  abstract String says(Fates f, int id);

  /** Why a history proves nothing about the rule, or null if it may. */
  @Nullable String vacuous(Tally tally) {
    if (tally.sends() == 0) {
      return "nothing was sent";
    }
    return tally.effects() == 0 ? "no effect was found" : null;
  }

  /** All ids that break the rule have this. */
  String summary() {
    return summary;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static @Nullable Kind stuck(Fates f, int id) {
    if (f.isParked(id)) {
      return null;
    }
    for (int k = 0; k < Kind.ATTEMPTS; k++) {
      Kind kind = Kind.at(k);
      if (f.happened(kind, id) == 0 && f.maybe(kind, id)) {
        return kind;
      }
    }
    return null;
  }

  private static String stuckSays(Fates f, Kind kind, int id) {
    int open = f.open(kind, id);
    int unknown = f.unknown(kind, id);
    String begun = open == 0 ? "" : ": begun and never ended";
    String dark = unknown == 0 ? "" : ": ended unknown, and nobody found out how";
    return "may be in the middle of " + kind.doing() + begun + dark;
  }
}
