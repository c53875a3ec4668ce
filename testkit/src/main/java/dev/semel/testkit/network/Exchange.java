// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import org.jspecify.annotations.Nullable;

/**
 * One request to a {@link FakeProvider} and what became of it. Immutable.
 *
 * @param number in the order in which requests came, from 1
 * @param path without the query
 * @param key the idempotency key it came with or asked for, if any
 * @param status what was answered; 0 while, or if, nothing was
 * @param charged whether this request, and not an earlier one with its key, charged or refunded
 * @param replayed whether it was given the answer of an earlier one with its key
 * @param misbehaviour what the provider did wrong, if anything
 */
public record Exchange(
    int number,
    String method,
    String path,
    @Nullable String key,
    int status,
    boolean charged,
    boolean replayed,
    @Nullable Misbehaviour misbehaviour) {
  Exchange answered(int with) {
    return new Exchange(number, method, path, key, with, charged, replayed, misbehaviour);
  }

  Exchange afterCharging() {
    return new Exchange(number, method, path, key, status, true, replayed, misbehaviour);
  }

  Exchange afterReplaying() {
    return new Exchange(number, method, path, key, status, charged, true, misbehaviour);
  }

  Exchange gone(Misbehaviour wrong) {
    return new Exchange(number, method, path, key, status, charged, replayed, wrong);
  }
}
