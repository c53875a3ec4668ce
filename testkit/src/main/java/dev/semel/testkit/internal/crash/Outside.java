// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import java.util.List;

/**
 * What lives outside the process and the database: the broker's memory of what was acknowledged,
 * and the topics. Implementations are thread-safe.
 */
interface Outside {
  void append(String channel, String entry);

  /** A copy, oldest first. */
  List<String> entries(String channel);
}
