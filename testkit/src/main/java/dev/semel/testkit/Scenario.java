// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import java.util.List;
import javax.sql.DataSource;

/**
 * A flow whose process may die anywhere, as a class of its own, so that another JVM can run it: see
 * {@link Crash#of(Scenario)} and {@link Crash#halting(Class)}. For halting it needs a public
 * constructor without parameters, and a database that outlives a JVM. For one thread.
 */
public interface Scenario {
  /** Opens the database; every JVM that takes part does so once. */
  DataSource open() throws Exception;

  /** Brings the database into the state in which every schedule begins. */
  void given(DataSource database) throws Exception;

  /** What the process does from its start to its end; run anew after every death. */
  void flow(World world) throws Exception;

  /** What must hold when the flow has come to its end, however often the process died. */
  List<Invariant> invariants(Outcome outcome);

  /** What is outside the process and the database at the end. */
  interface Outcome {
    Topic topic(String name);
  }
}
