// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.TestkitException.Code;
import dev.semel.testkit.internal.volley.Volley;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Delivers the same message from many threads at the same moment, a new message each round, and
 * checks after each round what must be true.
 *
 * <pre>{@code
 * Storm.of(dataSource)
 *     .threads(16)
 *     .rounds(20)
 *     .always(Invariants.atMostOncePer("select payment from credit"))
 *     .deliver((database, round) -> new PaymentListener(database).onMessage(payment(round)))
 *     .assertHolds();
 * }</pre>
 *
 * <p>A round is over when all its threads are, and deliveries that threw have been repeated if that
 * was asked for. In every other round the calls to the given data source wait a little now and
 * then, so that deliveries meet in other ways. A storm whose deliveries never met fails, because it
 * proves nothing. For one thread.
 */
public final class Storm {
  private static final int THREADS_MAX = 1_000;
  private static final int ROUNDS_MAX = 100_000;

  private final Stage stage;
  private final List<Invariant> invariants = new ArrayList<>();
  private int threads = 16;
  private int rounds = 20;
  private int redeliveries;
  private Duration limit = Duration.ofSeconds(60);

  private Storm(DataSource dataSource) {
    stage = new Stage(Objects.requireNonNull(dataSource, "dataSource"));
  }

  /** A delivery of the message of a round. */
  @FunctionalInterface
  public interface Delivery {
    /**
     * Delivers, and returns normally if and only if a broker would take it as acknowledged.
     *
     * @param round from 1; a round has one message, the same in all its threads
     */
    void to(DataSource database, int round) throws Exception;
  }

  /** Works on this database, which must be one of this machine. */
  public static Storm of(DataSource dataSource) {
    return new Storm(dataSource);
  }

  /** How many deliver at once: 16 by default. */
  public Storm threads(int count) {
    threads = within("threads", count, 2, THREADS_MAX);
    return this;
  }

  /** How many messages: 20 by default. */
  public Storm rounds(int count) {
    rounds = within("rounds", count, 1, ROUNDS_MAX);
    return this;
  }

  /** What must be true after each round. */
  public Storm always(Invariant... these) {
    invariants.addAll(List.of(these));
    return this;
  }

  /** What to do before each round. */
  public Storm given(Given start) {
    stage.given(start);
    return this;
  }

  /**
   * A thread whose delivery threw delivers again, as a broker would, so many times at most; a round
   * in which one never returned is a failure. By default nobody delivers again, and a round fails
   * only if no delivery returned.
   */
  public Storm redeliveringUntilAcknowledged(int timesMax) {
    redeliveries = within("redeliveringUntilAcknowledged", timesMax, 1, ROUNDS_MAX);
    return this;
  }

  /** How long a round may take until it counts as hanging: 60 seconds by default. */
  public Storm roundsWithin(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw bad("roundsWithin(" + time + "): a round takes some time");
    }
    limit = time;
    return this;
  }

  /** Works on a database elsewhere too. Nobody must need what it holds. */
  public Storm allowRemoteDatabase() {
    stage.allowRemote();
    return this;
  }

  /** Delivers round after round; stops at the first that fails. */
  public StormReport deliver(Delivery delivery) {
    if (invariants.isEmpty()) {
      throw bad("the storm lacks always(...): without an invariant it can find nothing");
    }
    stage.requireLoopback();
    StormReport.Writer report = new StormReport.Writer(threads, redeliveries);
    for (int round = 1; round <= rounds && report.holds(); round++) {
      if (stage.hasGiven()) {
        stage.reset();
      }
      int number = round;
      DataSource database = stage.databaseOf(round);
      report.round(round, fire(report, () -> delivery.to(database, number)));
      violations().forEach(report::violation);
    }
    return report.finish();
  }

  private Volley fire(StormReport.Writer report, Attempt attempt) {
    try {
      return Volley.fire(threads, limit, thread -> untilAcknowledged(report, attempt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + threads + " deliveries were on their way", e);
    }
  }

  private void untilAcknowledged(StormReport.Writer report, Attempt attempt) throws Exception {
    for (int left = redeliveries; ; left--) {
      try {
        attempt.run();
        return;
      } catch (Exception | AssertionError e) {
        report.thrown(e);
        if (left == 0 || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  private List<String> violations() {
    List<String> violations = new ArrayList<>();
    for (Invariant invariant : invariants) {
      try {
        violations.addAll(invariant.violations(stage.database()));
      } catch (Exception e) {
        throw new TestkitException(
            Code.UNREADABLE_DATABASE, "an invariant could not be checked: " + Story.failure(e), e);
      }
    }
    return violations;
  }

  private static int within(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw bad("%s(%d): it is %d to %d".formatted(option, value, min, max));
    }
    return value;
  }

  private static TestkitException bad(String message) {
    return new TestkitException(Code.BAD_CHOICE, message);
  }

  @FunctionalInterface
  private interface Attempt {
    void run() throws Exception;
  }
}
