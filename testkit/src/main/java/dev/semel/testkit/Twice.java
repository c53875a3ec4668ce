// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.Stage.Moment;
import dev.semel.testkit.TestkitException.Code;
import dev.semel.testkit.internal.volley.Shot;
import dev.semel.testkit.internal.volley.Volley;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Delivers a message to any code, and delivers it again, and shows what the second delivery did.
 *
 * <pre>{@code
 * Twice.of(dataSource)
 *     .deliver(database -> new PaymentListener(database).onMessage(message))
 *     .assertSecondDeliveryChangedNothing();
 * }</pre>
 *
 * <p>All rows of all tables of the current schema are compared before and after each delivery, and
 * the effects of every {@linkplain #watch watched} place outside. Only what is committed is seen.
 * Sequences, and the gaps in them, are not effects. The code may use the data source it is given or
 * its own, as long as both lead to the same database.
 *
 * <p>A first delivery that does nothing at all is a failure too: such a test would prove nothing.
 *
 * <p>For one thread. Deliveries one after the other run in the thread of the caller.
 */
public final class Twice {
  private static final int TIMES_MAX = 1_000;
  private static final int ROUNDS = 10;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Stage stage;
  private final List<Class<? extends Throwable>> permitted = new ArrayList<>();
  private int times = 2;
  private int atOnce;
  private boolean firstMayDoNothing;
  private boolean generatedKeysCompared;

  private Twice(DataSource dataSource) {
    stage = new Stage(Objects.requireNonNull(dataSource, "dataSource"));
  }

  /** Looks at this database, which must be one of this machine. */
  public static Twice of(DataSource dataSource) {
    return new Twice(dataSource);
  }

  /** Looks at a place outside the database as well. */
  public Twice watch(OutsideEffects place) {
    stage.watch(place);
    return this;
  }

  /** Does not look at a column, named as {@code table.column}. */
  public Twice ignoring(String column) {
    stage.ignoreColumn(column);
    return this;
  }

  /** Does not look at a table. */
  public Twice ignoringTable(String table) {
    stage.ignoreTable(table);
    return this;
  }

  /** Looks at the tables of these schemas instead of the connection's current one. */
  public Twice schemas(String... names) {
    stage.lookIn(List.of(names));
    return this;
  }

  /** How often in all to deliver, one after the other: 2 by default. */
  public Twice times(int count) {
    if (count < 2 || count > TIMES_MAX) {
      throw bad("times(%d): a message is delivered 2 to %d times".formatted(count, TIMES_MAX));
    }
    times = count;
    return this;
  }

  /** How the database stands before a delivery; {@link #concurrently} needs it. */
  public Twice given(Given start) {
    stage.given(start);
    return this;
  }

  /**
   * Delivers at once from so many threads instead of one after the other, in up to 10 rounds that
   * each begin as {@link #given}. What they leave is compared with what one delivery alone leaves.
   * Keys that the database makes up are not compared, nor are columns that refer to them. In every
   * other round the calls to the given data source wait a little now and then, so that deliveries
   * meet in other ways.
   */
  public Twice concurrently(int threads) {
    if (threads < 2 || threads > TIMES_MAX) {
      throw bad("concurrently(%d): it takes 2 to %d threads".formatted(threads, TIMES_MAX));
    }
    atOnce = threads;
    return this;
  }

  /** Compares keys that the database makes up even between runs of {@link #concurrently}. */
  public Twice comparingGeneratedKeys() {
    generatedKeysCompared = true;
    return this;
  }

  /**
   * A delivery other than the first may end with this exception (or one that has it as a cause)
   * instead of returning. What it changed is looked at all the same.
   */
  public Twice aRepeatMayThrow(Class<? extends Throwable> type) {
    permitted.add(type);
    return this;
  }

  /** The first delivery may leave everything as it is. */
  public Twice firstMayDoNothing() {
    firstMayDoNothing = true;
    return this;
  }

  /** Works on a database elsewhere too. Nobody must need what it holds. */
  public Twice allowRemoteDatabase() {
    stage.allowRemote();
    return this;
  }

  /** Delivers as often as was chosen. */
  public TwiceReport deliver(Delivery delivery) {
    stage.requireLoopback();
    if (atOnce == 0) {
      if (stage.hasGiven()) {
        stage.reset();
      }
      return oneAfterTheOther(delivery);
    }
    if (!stage.hasGiven()) {
      throw bad(
          "concurrently(%d) needs given(...): what one delivery leaves can only be compared if each"
                  .formatted(atOnce)
              + " run begins alike");
    }
    stage.ignoreGeneratedKeys(!generatedKeysCompared);
    return allAtOnce(delivery);
  }

  private TwiceReport oneAfterTheOther(Delivery delivery) {
    Moment before = stage.now();
    TwiceReport.Writer report = new TwiceReport.Writer(Stage.tables(before), permitted);
    for (int number = 1; number <= times; number++) {
      Throwable failure = failureOf(delivery);
      Moment after = stage.now();
      List<Change> changes = stage.changes(before, after, number == 1 ? "" : Stage.MORE);
      before = after;
      if (number == 1) {
        report.first(changes, failure, firstMayDoNothing);
        if (failure != null) {
          break;
        }
      } else {
        report.repeat(number, changes, failure);
      }
    }
    return report.finish();
  }

  private TwiceReport allAtOnce(Delivery delivery) {
    stage.reset();
    Moment start = stage.now();
    Throwable failure = failureOf(delivery);
    Moment alone = stage.now();
    TwiceReport.Writer report = new TwiceReport.Writer(Stage.tables(start), permitted);
    report.first(stage.changes(start, alone, ""), failure, firstMayDoNothing);
    if (report.isHarmless()) {
      requireRepeatable(start, alone, delivery);
    }
    for (int round = 1; round <= ROUNDS && report.isHarmless(); round++) {
      stage.reset();
      Moment startOfRound = stage.now();
      requireSameStart(start, startOfRound);
      Volley volley = fire(delivery, round);
      report.volley(volley, atOnce);
      List<Change> more = stage.differences(start, alone, startOfRound, stage.now());
      report.round(
          round, ROUNDS, atOnce, more, volley.shots().stream().map(Shot::failure).toList());
    }
    return report.finish();
  }

  private Volley fire(Delivery delivery, int round) {
    DataSource database = stage.databaseOf(round);
    try {
      return Volley.fire(atOnce, LIMIT, thread -> delivery.to(database));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + atOnce + " deliveries were on their way", e);
    }
  }

  /**
   * Alone once more, as a control: what differs by itself says nothing about deliveries at once.
   */
  private void requireRepeatable(Moment start, Moment alone, Delivery delivery) {
    stage.reset();
    Moment again = stage.now();
    requireSameStart(start, again);
    Throwable failure = failureOf(delivery);
    List<Change> changes = stage.differences(start, alone, again, stage.now());
    if (!changes.isEmpty()) {
      throw Stage.notRepeatable("one delivery alone", changes);
    }
    if (failure != null) {
      throw new TestkitException(
          Code.NOT_REPEATABLE,
          "one delivery alone returned, and after given(...) another one alone failed with "
              + Story.failure(failure),
          failure);
    }
  }

  private void requireSameStart(Moment start, Moment again) {
    List<Change> changes = stage.changes(new Moment(start.tables(), again.outside()), again, "");
    if (!changes.isEmpty()) {
      throw Stage.otherStart(changes);
    }
  }

  private @Nullable Throwable failureOf(Delivery delivery) {
    try {
      delivery.to(stage.database());
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    } catch (Throwable e) { // Whatever ends a delivery is a result of it.
      return e;
    }
  }

  private static TestkitException bad(String message) {
    return new TestkitException(Code.BAD_CHOICE, message);
  }
}
