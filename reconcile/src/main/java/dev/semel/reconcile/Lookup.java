// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import java.util.Optional;

/**
 * A question to the other side about one reference, answered from its own records and not from a
 * report, which may be late. Called by one thread.
 */
@FunctionalInterface
public interface Lookup {
  /** What they say now; empty if they know nothing of it. */
  Optional<Status> find(String ref) throws Exception;
}
