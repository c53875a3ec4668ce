// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import java.util.List;
import javax.sql.DataSource;

/**
 * What must be true after every schedule, however often the process died and the message came.
 *
 * <p>The usual ones are one-liners in {@link Invariants}. Implementations are stateless, so threads
 * may share them.
 */
@FunctionalInterface
public interface Invariant {
  /**
   * Each violation in one sentence that names the id, the value found and the value expected; empty
   * if all is well.
   */
  List<String> violations(DataSource database) throws Exception;
}
