// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A charge that really happened at a {@link FakeProvider}. Immutable.
 *
 * @param key the idempotency key it came with, if it had one
 * @param amount in the smallest unit of the currency
 * @param reference what the client calls it, if it said so
 * @param refunds how many times it was refunded; more than one is money lost
 */
public record Charge(
    String id,
    @Nullable String key,
    long amount,
    String currency,
    @Nullable String reference,
    Instant at,
    int refunds) {
  Charge refundedOnceMore() {
    return new Charge(id, key, amount, currency, reference, at, refunds + 1);
  }

  String toJson() {
    return new JsonObject()
        .text("id", id)
        .text("key", key)
        .number("amount", amount)
        .text("currency", currency)
        .text("reference", reference)
        .text("status", refunds == 0 ? "charged" : "refunded")
        .text("at", at.toString())
        .toString();
  }
}
