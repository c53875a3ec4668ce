// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.property;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for every value of a generator: tried on many, and the smallest shown for which it
 * does not.
 *
 * <pre>{@code
 * Property.forAll(workloads, FaultPlan.upTo(3, 40)).tries(500)
 *     .check((workload, plan) -> lab.run(workload, plan));
 * }</pre>
 *
 * <p>A failure is an {@link AssertionError} with the smallest case that fails in the same way, the
 * first one that did, the seed, and as cause what the check threw. The system property {@code
 * semel.seed} has the last word on the seed; the same seed makes the same cases.
 *
 * <p>A check runs many times with cases that are made anew each time: it must bring its world into
 * the same state itself. Immutable, hence thread-safe; the cases run one after the other in the
 * thread that calls.
 */
public final class Property<T> {
  /** The system property that has the last word on the seed. */
  public static final String SEED = "semel.seed";

  private static final int TRIES = 100;
  private static final Duration SHRINK_FOR = Duration.ofSeconds(20);
  private static final int SHRINK_RUNS_MAX = 20_000;
  private static final int DISCARDS_PER_TRY = 10;
  private static final int DISCARDS_MIN = 100;

  private final Gen<T> gen;
  private final int tries;
  private final @Nullable Long seed;
  private final Duration shrinkFor;
  private final Set<Pass> passes;

  private Property(
      Gen<T> gen, int tries, @Nullable Long seed, Duration shrinkFor, Set<Pass> passes) {
    this.gen = gen;
    this.tries = tries;
    this.seed = seed;
    this.shrinkFor = shrinkFor;
    this.passes = passes;
  }

  /** A hundred tries, a new seed each time, 20 seconds to shrink, unless told otherwise. */
  public static <T> Property<T> forAll(Gen<T> gen) {
    return new Property<>(gen, TRIES, null, SHRINK_FOR, EnumSet.allOf(Pass.class));
  }

  /** The same for two generators, such as workloads and fault plans. */
  public static <A, B> OfTwo<A, B> forAll(Gen<A> first, Gen<B> second) {
    return new OfTwo<>(forAll(Gen.zip(first, second, Two::new)));
  }

  /** Discards the case unless the condition holds: it counts neither as tried nor as failed. */
  public static void assume(boolean condition) {
    if (!condition) {
      throw new Discarded();
    }
  }

  /** How many cases are checked, not counting discarded ones. */
  public Property<T> tries(int count) {
    if (count < 1) {
      throw new TestkitException(
          Code.PROPERTY_OPTION, "a property that is tried " + count + " times proves nothing");
    }
    return new Property<>(gen, count, seed, shrinkFor, passes);
  }

  /** The same cases each time, unless the system property {@code semel.seed} is set. */
  public Property<T> seed(long value) {
    return new Property<>(gen, tries, value, shrinkFor, passes);
  }

  /** How long a smaller case is looked for; zero to show the first that fails. */
  public Property<T> shrinkFor(Duration time) {
    if (time.isNegative()) {
      throw new TestkitException(
          Code.PROPERTY_OPTION, "a case cannot be shrunk for " + time + "; take zero or more");
    }
    return new Property<>(gen, tries, seed, time, passes);
  }

  /** For the test that shows that each pass is needed. */
  Property<T> passes(Set<Pass> some) {
    return new Property<>(gen, tries, seed, shrinkFor, some);
  }

  /** Runs the check on one case after the other; the first that fails is shrunk and thrown. */
  public Tried check(Check<T> check) {
    return check(check, usedSeed());
  }

  /** With this seed, whatever else is said about one. */
  Tried check(Check<T> check, long used) {
    SplittableRandom seeds = new SplittableRandom(used);
    int discarded = 0;
    for (int done = 0; done < tries; ) {
      Trial trial = Trial.run(gen, check, Choices.random(seeds.nextLong()));
      if (trial.discarded()) {
        discarded++;
        checkDiscards(discarded, done, used);
      } else if (trial.failed()) {
        throw failure(check, trial, used, done + 1);
      } else {
        done++;
      }
    }
    return new Tried(used, tries, discarded);
  }

  private long usedSeed() {
    String told = System.getProperty(SEED);
    if (told != null) {
      try {
        return Long.parseLong(told.strip());
      } catch (NumberFormatException e) {
        throw new TestkitException(
            Code.PROPERTY_OPTION, "-D" + SEED + "=" + told + " is not a whole number", e);
      }
    }
    return seed != null ? seed : new SplittableRandom().nextInt(1_000_000_000);
  }

  private void checkDiscards(int discarded, int done, long used) {
    if (discarded >= DISCARDS_MIN && discarded > (long) DISCARDS_PER_TRY * (done + 1)) {
      throw new TestkitException(
          Code.PROPERTY_DISCARDS,
          "of %,d cases %,d were discarded by assume or filter, and %,d of %,d tries are done (seed %d)."
                  .formatted(done + discarded, discarded, done, tries, used)
              + " A property that throws nearly everything away proves nothing: generate what it"
              + " needs instead");
    }
  }

  private AssertionError failure(Check<T> check, Trial first, long used, int attempt) {
    if (first.failure() instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return told(first, first, "not shrunk: the thread was interrupted", used, attempt);
    }
    if (!Trial.run(gen, check, Choices.scripted(first.choices())).failed()) {
      return told(
          first,
          first,
          "not shrunk: run again, the same case passed. Something besides the case decides: state"
              + " that stays between runs, time, or another thread",
          used,
          attempt);
    }
    Shrinker shrinker =
        new Shrinker(
            choices -> Trial.run(gen, check, Choices.scripted(choices)),
            first,
            passes,
            shrinkFor.toNanos(),
            SHRINK_RUNS_MAX);
    Trial smallest = shrinker.shrink();
    String how =
        "shrunk %,d times in %,d runs%s"
            .formatted(
                shrinker.shrinks(),
                shrinker.runs(),
                shrinker.isSpent() ? "; stopped there, so it may not be the smallest" : "");
    return told(first, smallest, how, used, attempt);
  }

  private AssertionError told(Trial first, Trial smallest, String how, long used, int attempt) {
    Throwable cause = smallest.failure();
    String message =
        """
        the property does not hold: try %,d of %,d failed
          smallest case: %s
          it fails with: %s
          first case:    %s
          %s
          seed %d, the same again: -D%s=%d"""
            .formatted(
                attempt, tries, smallest.shown(), cause, first.shown(), how, used, SEED, used);
    AssertionError error = new AssertionError(message, cause);
    if (first != smallest && first.failure() != null) {
      error.addSuppressed(first.failure());
    }
    return error;
  }

  /** What must hold of one value: throws, whatever it likes, if it does not. */
  @FunctionalInterface
  public interface Check<T> {
    void accept(T value) throws Throwable;
  }

  /** What must hold of two values. */
  @FunctionalInterface
  public interface CheckOfTwo<A, B> {
    void accept(A first, B second) throws Throwable;
  }

  private record Two<A, B>(A first, B second) {
    @Override
    public String toString() {
      return first + "  with  " + second;
    }
  }

  /** A {@link Property} of the values of two generators. Immutable, hence thread-safe. */
  public static final class OfTwo<A, B> {
    private final Property<Two<A, B>> property;

    private OfTwo(Property<Two<A, B>> property) {
      this.property = property;
    }

    /** See {@link Property#tries}. */
    public OfTwo<A, B> tries(int count) {
      return new OfTwo<>(property.tries(count));
    }

    /** See {@link Property#seed}. */
    public OfTwo<A, B> seed(long value) {
      return new OfTwo<>(property.seed(value));
    }

    /** See {@link Property#shrinkFor}. */
    public OfTwo<A, B> shrinkFor(Duration time) {
      return new OfTwo<>(property.shrinkFor(time));
    }

    /** See {@link Property#check}. */
    public Tried check(CheckOfTwo<A, B> check) {
      return property.check(two -> check.accept(two.first(), two.second()));
    }
  }
}
