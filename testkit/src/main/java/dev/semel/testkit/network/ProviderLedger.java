// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the provider has done Thread-safe. */
final class ProviderLedger {
  private final InstantSource clock;
  private final Duration visibleAfter;
  private final List<Charge> charges = new ArrayList<>();
  private final List<String> entries = new ArrayList<>();

  ProviderLedger(InstantSource clock, Duration visibleAfter) {
    this.clock = clock;
    this.visibleAfter = visibleAfter;
  }

  synchronized Answer charge(@Nullable String key, ChargeRequest request) {
    var charge =
        new Charge(
            "ch_" + (charges.size() + 1),
            key,
            request.amount(),
            request.currency(),
            request.reference(),
            clock.instant(),
            0);
    charges.add(charge);
    entries.add(
        "charged %d %s as %s %s"
            .formatted(
                charge.amount(),
                charge.currency(),
                charge.id(),
                key == null ? "without a key" : "for key " + key));
    return new Answer(201, charge.toJson());
  }

  /** Refunds a charge; one that is refunded already only if the provider is out of its mind. */
  synchronized Answer refund(String id, boolean again) {
    int index = index(id);
    if (index < 0) {
      return Answer.error(404, "not_found", "there is no such charge");
    }
    Charge charge = charges.get(index);
    if (charge.refunds() > 0 && !again) {
      return Answer.error(409, "already_refunded", "this charge was refunded before");
    }
    Charge refunded = charge.refundedOnceMore();
    charges.set(index, refunded);
    entries.add("refunded %d %s of %s".formatted(charge.amount(), charge.currency(), id));
    return new Answer(200, refunded.toJson());
  }

  private int index(String id) {
    for (int i = 0; i < charges.size(); i++) {
      if (charges.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  synchronized List<Charge> charges() {
    return List.copyOf(charges);
  }

  synchronized List<String> entries() {
    return List.copyOf(entries);
  }

  /** What lookups see by now. */
  List<Charge> visible() {
    Instant until = clock.instant().minus(visibleAfter);
    return charges().stream().filter(charge -> !charge.at().isAfter(until)).toList();
  }
}
