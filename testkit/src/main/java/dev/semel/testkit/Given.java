// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import javax.sql.DataSource;

/**
 * Puts a database into the state in which a message finds it; called before each run, whatever the
 * run before has left. Called by one thread, while no delivery is under way.
 */
@FunctionalInterface
public interface Given {
  /** Deletes what earlier runs made, inserts what is needed, commits, and closes. */
  void in(DataSource database) throws Exception;
}
