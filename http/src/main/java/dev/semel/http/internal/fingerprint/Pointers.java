// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.fingerprint;

import dev.semel.http.Selector;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The places in a JSON text that are left out, as a tree. Not changed once it is made. */
final class Pointers {
  private static final Pointers NOWHERE = new Pointers();

  private final Map<String, Pointers> children = new HashMap<>();
  private boolean end;

  private Pointers() {}

  static Pointers of(Collection<Selector> selectors) {
    Pointers root = new Pointers();
    for (String pointer : RequestFacts.names(selectors, Selector.Place.JSON)) {
      Pointers at = root;
      for (String step : pointer.substring(1).split("/", -1)) {
        String name = step.replace("~1", "/").replace("~0", "~");
        at = at.children.computeIfAbsent(name, n -> new Pointers());
      }
      at.end = true;
    }
    return root;
  }

  Pointers to(String name) {
    return children.getOrDefault(name, NOWHERE);
  }

  boolean leaveOut() {
    return end;
  }
}
