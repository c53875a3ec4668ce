// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What the application says of itself in {@code GET /conformance}. Immutable. */
record Facts(Set<Offer> offers, Answer said) {
  static Facts of(Answer said) {
    Set<Offer> offers = EnumSet.noneOf(Offer.class);
    said.strings("offers").stream().map(Offer::of).flatMap(Optional::stream).forEach(offers::add);
    return new Facts(offers, said);
  }

  int number(String name, int unlessSaid) {
    return said.member(name)
        .filter(n -> n.matches("\\d{1,9}"))
        .map(Integer::parseInt)
        .orElse(unlessSaid);
  }
}
