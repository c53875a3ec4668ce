// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.property;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Gen} makes its value from: whole numbers from 0 to a bound, random or repeated from
 * a record. Zero is always the simplest choice. For one thread, and for one value.
 */
public final class Choices {
  private static final int CHOICES_MAX = 1_000_000;
  private static final int SMALL = 10;

  private final @Nullable SplittableRandom random;
  private final long[] script;
  private final List<Span> spans = new ArrayList<>();
  private long[] made = new long[32];
  private int size;

  private Choices(@Nullable SplittableRandom random, long[] script) {
    this.random = random;
    this.script = script;
  }

  static Choices random(long seed) {
    return new Choices(new SplittableRandom(seed), new long[0]);
  }

  /** The choices of the script, as far as they are allowed; after its end, zeros. */
  static Choices scripted(long... script) {
    return new Choices(null, script);
  }

  /** The next choice, 0 to max, all equally likely. */
  public long upTo(long max) {
    checkBound(max);
    return random == null ? repeat(max) : record(uniform(random, max));
  }

  /** A value of another generator. What it chooses can be left out as a whole when shrinking. */
  public <T> T draw(Gen<T> gen) {
    int start = size;
    T value = gen.from(this);
    endSpan(start);
    return value;
  }

  /** Like {@link #upTo}, but more often than not by chance the bounds, and small ones. */
  long biasedUpTo(long max) {
    checkBound(max);
    if (random == null) {
      return repeat(max);
    }
    return record(
        switch (random.nextInt(10)) {
          case 0 -> random.nextBoolean() ? 0 : max;
          case 1 -> uniform(random, Math.min(max, SMALL));
          default -> uniform(random, max);
        });
  }

  /** Whether to go on; whoever asks says what a random run would do. */
  boolean flag(boolean fresh) {
    return (random == null ? repeat(1) : record(fresh ? 1 : 0)) == 1;
  }

  /** A size that a random run aims at: any, but small ones more often. Not a choice. */
  int aim(int min, int max) {
    if (random == null) {
      return max;
    }
    int most = random.nextInt(4) == 0 ? (int) Math.min(max, min + 3L) : max;
    return (int) (min + uniform(random, (long) most - min));
  }

  /** Where the next choice will be. */
  int position() {
    return size;
  }

  /** All choices since start belong together. */
  void endSpan(int start) {
    if (size > start) {
      spans.add(new Span(start, size));
    }
  }

  long[] made() {
    return Arrays.copyOf(made, size);
  }

  List<Span> spans() {
    return spans;
  }

  /** Choices that belong together. */
  record Span(int start, int end) {
    int length() {
      return end - start;
    }
  }

  private long repeat(long max) {
    return record(size < script.length ? Math.min(script[size], max) : 0);
  }

  private long record(long choice) {
    if (size == CHOICES_MAX) {
      throw new TestkitException(
          Code.PROPERTY_OPTION,
          "a generator has made %,d choices for one value and has not ended. Bound its lists, and"
                  .formatted(CHOICES_MAX)
              + " let recursion end at some depth");
    }
    if (size == made.length) {
      made = Arrays.copyOf(made, size * 2);
    }
    made[size++] = choice;
    return choice;
  }

  private static long uniform(SplittableRandom random, long max) {
    return max == Long.MAX_VALUE ? random.nextLong() & Long.MAX_VALUE : random.nextLong(0, max + 1);
  }

  private static void checkBound(long max) {
    if (max < 0) {
      throw new TestkitException(
          Code.PROPERTY_OPTION,
          "a choice from 0 up to " + max + " is none; the bound is 0 or more");
    }
  }
}
