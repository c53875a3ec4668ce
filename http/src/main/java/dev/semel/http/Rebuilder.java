// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import dev.semel.Key;
import java.util.List;
import java.util.Optional;

/**
 * Makes an answer again whose body was not kept, from the state it speaks of. Must be thread-safe.
 */
@FunctionalInterface
public interface Rebuilder {
  /** Empty if it cannot be made again. */
  Optional<Reply> rebuild(Remembered answer);

  /**
   * What is known of the answer.
   *
   * @param key under which the ledger knows the request; its id is a hash
   * @param headers those that were kept, {@code Location} among them
   */
  record Remembered(
      Key key, String operation, Caller caller, int status, List<Reply.Header> headers) {
    public Remembered {
      headers = List.copyOf(headers);
    }
  }
}
