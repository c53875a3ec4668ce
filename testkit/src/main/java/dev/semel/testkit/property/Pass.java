// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.property;

import dev.semel.testkit.property.Choices.Span;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;

/** One way to look for smaller choices. None can be left out: some case would stay too large. */
enum Pass {
  /** Leaves out what belongs together: an element of a list, a field. */
  DELETE_SPANS {
    @Override
    void over(Shrinker s) {
      for (int i = s.best().spans().size() - 1; i >= 0; i--) {
        List<Span> spans = s.best().spans();
        if (i < spans.size()) {
          s.accepts(Shrinker.without(s.choices(), spans.get(i).start(), spans.get(i).end()));
        }
      }
    }
  },

  /** Leaves out neighbours, whether or not they belong together. */
  DELETE_CHUNKS {
    @Override
    void over(Shrinker s) {
      for (int length = LONGEST_CHUNK; length > 0; length /= 2) {
        for (int end = s.size(); end >= length; end--) {
          if (end <= s.size()) {
            s.accepts(Shrinker.without(s.choices(), end - length, end));
          }
        }
      }
    }
  },

  /** Leaves out an element of what was counted before it was made, and counts one less. */
  DELETE_COUNTED {
    @Override
    void over(Shrinker s) {
      for (int i = 0; i < s.size(); i++) {
        for (int j = 0; j < s.best().spans().size(); j++) {
          Span span = s.best().spans().get(j);
          if (i < s.size() && s.best().choices()[i] > 0 && span.start() > i) {
            long[] choices = s.choices();
            choices[i]--;
            s.accepts(Shrinker.without(choices, span.start(), span.end()));
          }
        }
      }
    }
  },

  /**
   * Makes each choice as small as it can be, and all equal ones at once, for what needs repeats.
   */
  LOWER {
    @Override
    void over(Shrinker s) {
      for (int i = 0; i < s.size(); i++) {
        int at = i;
        lower(s.choices()[at], choice -> s.accepts(with(s.choices(), at, choice)));
      }
      for (long value : Arrays.stream(s.choices()).filter(c -> c > 0).distinct().toArray()) {
        long[] now = {value};
        lower(
            value,
            less -> {
              long old = now[0];
              long[] choices = Arrays.stream(s.choices()).map(c -> c == old ? less : c).toArray();
              boolean accepted = s.accepts(choices);
              now[0] = accepted ? less : old;
              return accepted;
            });
      }
    }
  },

  /** Lowers two choices by the same, for what depends on their difference. */
  LOWER_TOGETHER {
    @Override
    void over(Shrinker s) {
      pairs(
          s,
          (i, j) -> {
            long[] start = s.choices();
            long least = Math.min(start[i], start[j]);
            lower(
                least,
                left -> {
                  long[] choices = s.choices();
                  if (j >= choices.length) {
                    return false;
                  }
                  long by = Math.min(choices[i], choices[j]) - left;
                  choices[i] -= by;
                  choices[j] -= by;
                  return by > 0 && s.accepts(choices);
                });
          });
    }
  },

  /** Moves as much as it can from one choice to a later one, for what depends on their sum. */
  MOVE {
    @Override
    void over(Shrinker s) {
      pairs(
          s,
          (i, j) ->
              lower(
                  s.choices()[i],
                  left -> {
                    long[] choices = s.choices();
                    if (j >= choices.length || choices[i] <= left) {
                      return false;
                    }
                    long moved = choices[i] - left;
                    choices[i] = left;
                    choices[j] += moved;
                    return choices[j] >= moved && s.accepts(choices);
                  }));
    }
  },

  /** Puts smaller ones first: choices, and neighbours of any length. */
  SORT {
    @Override
    void over(Shrinker s) {
      pairs(
          s,
          (i, j) -> {
            long[] choices = s.choices();
            long first = choices[i];
            choices[i] = choices[j];
            choices[j] = first;
            s.accepts(choices);
          });
      for (int i = 0; i < s.best().spans().size(); i++) {
        for (int j = i + 1; j < Math.min(i + NEAR, s.best().spans().size()); j++) {
          if (i < s.best().spans().size()) {
            s.accepts(swapped(s.choices(), s.best().spans().get(i), s.best().spans().get(j)));
          }
        }
      }
    }
  };

  private static final int LONGEST_CHUNK = 8;

  /** How far apart two choices may be to be looked at together. */
  private static final int NEAR = 24;

  /** Tries all that it knows on the best choices so far. */
  abstract void over(Shrinker s);

  private interface PairOfPlaces {
    void at(int i, int j);
  }

  private static void pairs(Shrinker s, PairOfPlaces pair) {
    for (int i = 0; i < s.size(); i++) {
      for (int j = i + 1; j < Math.min(i + NEAR, s.size()); j++) {
        pair.at(i, j);
      }
    }
  }

  /** Tries 0, then halves the way between what is too small and what will do, then one less. */
  private static void lower(long value, LongPredicate will) {
    if (value == 0 || will.test(0)) {
      return;
    }
    long tooSmall = 0;
    long enough = value;
    while (enough - tooSmall > 1) {
      long middle = tooSmall + (enough - tooSmall) / 2;
      if (will.test(middle)) {
        enough = middle;
      } else {
        tooSmall = middle;
      }
    }
  }

  private static long[] with(long[] choices, int at, long choice) {
    if (at < choices.length) {
      choices[at] = choice;
    }
    return choices;
  }

  /** The spans in the other order, if the second begins where the first ends. */
  private static long[] swapped(long[] choices, Span first, Span second) {
    if (first.end() != second.start()) {
      return choices;
    }
    long[] swapped = choices.clone();
    System.arraycopy(choices, second.start(), swapped, first.start(), second.length());
    System.arraycopy(
        choices, first.start(), swapped, first.start() + second.length(), first.length());
    return swapped;
  }
}
