// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import java.util.List;

/**
 * A place outside the database where effects land and are kept in their order: what a publisher
 * sent, what a payment gateway charged. Implementations are thread-safe.
 */
public interface OutsideEffects {
  /** As a report calls it, such as {@code "topic payments"} or {@code "POST /charges"}. */
  String name();

  /** Each effect so far in one line, oldest first. The list is a copy. */
  List<String> entries();
}
