// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

import dev.semel.Codec;
import dev.semel.internal.remote.Plan;
import java.util.Objects;

/**
 * A call to a system outside the database, and what is known about making it twice. Immutable and
 * thread-safe.
 *
 * @param <Q> what is asked for
 * @param <R> what comes of it
 */
public sealed interface RemoteEffect<Q, R> permits Plan {

  /**
   * The choices to make before there is one.
   *
   * @param name the same for ever: it is in the ledger, and the keys of the gateway are made of it;
   *     1 to 80 visible ASCII characters
   * @param requests freezes what is asked for: each attempt sends the bytes of the first
   */
  static <Q, R> RemoteEffectBuilder<Q, R> named(String name, Codec<Q> requests, Codec<R> results) {
    return new RemoteEffectBuilder<>(
        Objects.requireNonNull(name, "name"),
        Objects.requireNonNull(requests, "requests"),
        Objects.requireNonNull(results, "results"));
  }

  String name();

  /** What the gateway is told as the key of one effect, to be found in its books. */
  String gatewayKey(String subject);
}
