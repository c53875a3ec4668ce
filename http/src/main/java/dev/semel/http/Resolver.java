// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import dev.semel.Key;
import java.time.Instant;

/**
 * Finds out what became of a request whose work nobody saw the end of, by asking the system it
 * changed. Must be thread-safe; several may ask at once. What it throws is a {@link StillUnknown}.
 */
@FunctionalInterface
public interface Resolver {
  Resolution resolve(Unsettled request);

  /**
   * A request whose work has an unknown end.
   *
   * @param key under which the ledger knows it; its id is a hash
   * @param since when it came into this state, or was begun
   * @param body of the request that asks now, which is the same request
   */
  record Unsettled(Key key, String operation, Caller caller, Instant since, Body body) {}

  /** What was found. */
  sealed interface Resolution permits Happened, DidNotHappen, StillUnknown {}

  /** It happened, and this is its answer from now on. */
  record Happened(Reply reply) implements Resolution {}

  /** It did not, and cannot any more: it is run again. */
  record DidNotHappen() implements Resolution {}

  /** Nobody can tell yet. */
  record StillUnknown() implements Resolution {}
}
