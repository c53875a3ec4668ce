// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.TestkitException.Code;
import dev.semel.testkit.internal.crash.Explorer;
import dev.semel.testkit.internal.crash.Explorer.Explored;
import dev.semel.testkit.internal.crash.HaltedJvms;
import dev.semel.testkit.internal.crash.PlayedDeaths;
import dev.semel.testkit.internal.crash.Run;
import dev.semel.testkit.internal.crash.Runner;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Lets the process die at every step of a flow, once, twice or three times, and looks at what is
 * left when the flow has run to its end again.
 *
 * <p>A step is the moment before or after a call that leaves the process: to the database, a topic,
 * the broker, a gateway. The code under test needs no hook: it gets its database and its other
 * doors from the {@link World}. After a death nothing of that life reaches the outside any more:
 * its connections are cut without a rollback, and the flow starts anew with nothing in memory.
 *
 * <pre>{@code
 * Crash.in(dataSource)
 *     .given(Bank::reset)
 *     .flow(world -> {
 *       var listener = new PaymentListener(world.database());
 *       world.deliver("p1", () -> listener.onMessage(payment));
 *     })
 *     .always(Invariants.conserved("select sum(balance) from account", 110))
 *     .deaths(2)
 *     .run()
 *     .assertHolds();
 * }</pre>
 *
 * <p>For one thread. The system property {@code semel.plan} runs one schedule alone.
 */
public final class Crash {
  static final String PLAN_PROPERTY = "semel.plan";
  private static final Duration TIME_MAX = Duration.ofMinutes(10);

  /** What a flow may do: everything. */
  @FunctionalInterface
  public interface Flow {
    void run(World world) throws Exception;
  }

  /** Invariants that look at what is outside the database as well. */
  @FunctionalInterface
  public interface OutcomeInvariant {
    Invariant of(Scenario.Outcome outcome);
  }

  private final ScenarioParts parts;
  private final BiFunction<Scenario, DataSource, Runner> runners;
  private boolean remoteAllowed;
  private boolean twinsSkipped;
  private int deathsMax = 1;
  private int sampleSize;
  private long seed;
  private Duration timeMax = TIME_MAX;
  private @Nullable FaultPlan plan = planFromProperty();

  private Crash(ScenarioParts parts, BiFunction<Scenario, DataSource, Runner> runners) {
    this.parts = parts;
    this.runners = runners;
  }

  /** A scenario around this database, which must be on the loopback of this machine. */
  public static Crash in(DataSource database) {
    return new Crash(new ScenarioParts(database), PlayedDeaths::new);
  }

  /** A scenario that is a class of its own; deaths are played in this JVM. */
  public static Crash of(Scenario scenario) {
    return new Crash(new ScenarioParts(scenario), PlayedDeaths::new);
  }

  /**
   * The same with real deaths: each life is a JVM of its own, which halts at the step.
   *
   * @param arguments for the scenario's constructor, which takes so many strings; the URL of the
   *     database, for example
   */
  public static Crash halting(Class<? extends Scenario> scenario, String... arguments) {
    List<String> given = List.of(arguments);
    Scenario made = HaltedJvms.instance(scenario, given);
    return new Crash(
        new ScenarioParts(made), (all, database) -> new HaltedJvms(scenario, given, all, database));
  }

  /** How each schedule begins; called before each, so it must work any number of times. */
  public Crash given(Given given) {
    parts.given(given);
    return this;
  }

  /** What the process does, from start to end; run anew after every death. */
  public Crash flow(Flow flow) {
    parts.flow(flow);
    return this;
  }

  /** What must hold at the end of every schedule. */
  public Crash always(Invariant... invariants) {
    Stream.of(invariants).forEach(invariant -> parts.always(outcome -> invariant));
    return this;
  }

  /** The same for what is outside the database: the topics. */
  public Crash alwaysOutside(OutcomeInvariant invariant) {
    parts.always(invariant);
    return this;
  }

  /** All schedules with at most so many deaths; 1 unless said otherwise. */
  public Crash deaths(int deathsMax) {
    if (deathsMax < 1) {
      throw new TestkitException(
          Code.BAD_SCENARIO,
          "deaths(" + deathsMax + ") lets nobody die, which proves nothing; say 1 or more.");
    }
    this.deathsMax = deathsMax;
    return this;
  }

  /**
   * Leaves out the death before a call where the one after the call before it is tried. To the
   * outside they are the same, as long as nothing in between leaves the process unseen by the kit;
   * an eighth of the schedules of three deaths is left.
   */
  public Crash withoutTwins() {
    twinsSkipped = true;
    return this;
  }

  /** Instead of all schedules so many, drawn by the seed. */
  public Crash sample(int schedules, long seed) {
    if (schedules < 1) {
      throw new TestkitException(
          Code.BAD_SCENARIO, "sample(" + schedules + ", …) runs nothing; say 1 or more.");
    }
    this.sampleSize = schedules;
    this.seed = seed;
    return this;
  }

  /** One schedule alone, such as one of a report. */
  public Crash plan(FaultPlan plan) {
    this.plan = plan;
    return this;
  }

  /** How long all schedules together may take; 10 minutes unless said otherwise. */
  public Crash within(Duration timeMax) {
    this.timeMax = timeMax;
    return this;
  }

  /** A database that is not on this machine may be used; see {@link Code#NOT_LOOPBACK}. */
  public Crash allowRemoteDatabase() {
    remoteAllowed = true;
    return this;
  }

  /** Runs the schedules; stops at the first that does not hold. */
  public CrashReport run() {
    parts.requireWhole();
    try (ScenarioParts.Opened opened = parts.opened()) {
      Stage stage = new Stage(opened.database());
      if (remoteAllowed) {
        stage.allowRemote();
      }
      stage.requireLoopback();
      Runner runner = runners.apply(parts, opened.database());
      Explored explored = explored(new Explorer(runner, timeMax, twinsSkipped));
      return new CrashReport(
          explored, sampleSize > 0 ? seed : null, plan != null, apart(explored, stage, runner));
    }
  }

  /** In what the tables after the schedule that failed differ from those where nobody died. */
  private static List<String> apart(Explored explored, Stage stage, Runner runner) {
    Run failed = explored.failed();
    if (failed == null || failed.deaths().isEmpty()) {
      return List.of();
    }
    try {
      Stage.Moment dead = stage.now();
      Run unused = runner.run(List.of());
      Stage.Moment alive = stage.now();
      return stage.changes(alive, dead, "").stream()
          .map(change -> change.where() + "  " + change.text())
          .toList();
    } catch (TestkitException e) {
      // What was found is told all the same.
      return List.of("the tables could not be compared: " + e.getMessage());
    }
  }

  private Explored explored(Explorer explorer) {
    FaultPlan one = plan;
    if (one != null) {
      return explorer.one(one.steps());
    }
    return sampleSize > 0 ? explorer.sample(deathsMax, sampleSize, seed) : explorer.all(deathsMax);
  }

  private static @Nullable FaultPlan planFromProperty() {
    String text = System.getProperty(PLAN_PROPERTY);
    return text == null ? null : FaultPlan.parse(text);
  }
}
