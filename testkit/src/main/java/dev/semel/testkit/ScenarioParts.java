// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.TestkitException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A scenario that is put together from lambdas, or a whole one with invariants added. */
final class ScenarioParts implements Scenario {
  private final @Nullable Scenario whole;
  private final @Nullable DataSource database;
  private final List<Crash.OutcomeInvariant> invariants = new ArrayList<>();
  private @Nullable Given given;
  private Crash.@Nullable Flow flow;

  ScenarioParts(DataSource database) {
    this.database = database;
    this.whole = null;
  }

  ScenarioParts(Scenario whole) {
    this.database = null;
    this.whole = whole;
    this.given = whole::given;
    this.flow = whole::flow;
  }

  void given(Given given) {
    this.given = given;
  }

  void flow(Crash.Flow flow) {
    this.flow = flow;
  }

  void always(Crash.OutcomeInvariant invariant) {
    invariants.add(invariant);
  }

  void requireWhole() {
    List<String> missing = new ArrayList<>();
    if (given == null) {
      missing.add("given(...): how the database is before each schedule");
    }
    if (flow == null) {
      missing.add("flow(...): what the process does");
    }
    if (whole == null && invariants.isEmpty()) {
      missing.add("always(...): at least one invariant, or nothing can be found");
    }
    if (!missing.isEmpty()) {
      throw new TestkitException(
          Code.BAD_SCENARIO, "the scenario lacks " + String.join("; ", missing) + ".");
    }
  }

  /** The database for as long as schedules run; one that the scenario opened is closed again. */
  record Opened(DataSource database, boolean own) implements AutoCloseable {
    @Override
    public void close() {
      if (own && database instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception e) {
          throw new TestkitException(
              Code.SCENARIO_FAILED, "the scenario's database did not close", e);
        }
      }
    }
  }

  Opened opened() {
    try {
      return new Opened(open(), whole != null);
    } catch (Exception e) {
      throw new TestkitException(
          Code.SCENARIO_FAILED,
          "the scenario's database could not be opened: " + e.getMessage(),
          e);
    }
  }

  @Override
  public DataSource open() throws Exception {
    return whole == null ? Objects.requireNonNull(database) : whole.open();
  }

  @Override
  public void given(DataSource opened) throws Exception {
    Objects.requireNonNull(given).in(opened);
  }

  @Override
  public void flow(World world) throws Exception {
    Objects.requireNonNull(flow).run(world);
  }

  @Override
  public List<Invariant> invariants(Outcome outcome) {
    List<Invariant> all = new ArrayList<>();
    if (whole != null) {
      all.addAll(whole.invariants(outcome));
    }
    invariants.forEach(invariant -> all.add(invariant.of(outcome)));
    return all;
  }
}
