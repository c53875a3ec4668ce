// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import java.net.URI;

/** Sends a POST with a client that is to be tested, within a bounded time. For one thread. */
@FunctionalInterface
public interface Sender {
  /**
   * Sends a POST with a few bytes, and comes back when it has an answer or has given up.
   *
   * @throws Exception if there was no answer, which is what mostly happens here
   */
  void post(URI uri) throws Exception;
}
