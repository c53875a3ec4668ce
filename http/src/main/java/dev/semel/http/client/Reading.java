// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import org.jspecify.annotations.Nullable;

/** Makes a result of an answer. Thread-safe. */
@FunctionalInterface
public interface Reading<R> {
  /**
   * The result, or null if there is none in it: nobody knows then what has happened.
   *
   * @throws dev.semel.remote.CallException if it is known what it means instead
   * @throws Exception if it cannot be read, which means the same as null
   */
  @Nullable R read(HttpAnswer answer) throws Exception;
}
