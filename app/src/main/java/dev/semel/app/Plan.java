// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What is sent and what goes wrong with it, decided by the seed alone. Immutable.
 *
 * @param payments in the order they are sent
 * @param faults by the id of the payment; the other payments meet none
 */
record Plan(long seed, List<Payment> payments, Map<UUID, Fault> faults) {
  Plan {
    payments = List.copyOf(payments);
    faults = Map.copyOf(faults);
  }

  static Plan of(long seed, int payments) {
    Random random = new Random(seed);
    List<Payment> sent = Stream.generate(() -> Payment.random(random)).limit(payments).toList();
    return new Plan(seed, sent, spread(sent, random));
  }

  Optional<Fault> faultOf(Payment payment) {
    return Optional.ofNullable(faults.get(payment.id()));
  }

  private static Map<UUID, Fault> spread(List<Payment> sent, Random random) {
    List<Payment> shuffled = new ArrayList<>(sent);
    Collections.shuffle(shuffled, random);
    Iterator<Payment> victims = shuffled.iterator();
    Map<UUID, Fault> faults = new HashMap<>();
    for (Fault fault : Fault.values()) {
      for (int i = fault.timesAmong(sent.size()); i > 0; i--) {
        faults.put(victims.next().id(), fault);
      }
    }
    return faults;
  }
}
