// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.util.HashMap;
import java.util.Map;

/** How far each trigger has been seen in one direction of one session. For one thread. */
final class Scan {
  private final Map<ArmedFault, Integer> seenSoFar = new HashMap<>();

  /** Whether the fault strikes at a match that ends in these bytes; at most once. */
  boolean strikes(ArmedFault armed, byte[] bytes, int n) {
    armed.looked(n);
    ByteSearch search = armed.search();
    if (search.isAny()) {
      return armed.strikesNow();
    }
    int seen = seenSoFar.getOrDefault(armed, 0);
    boolean strikes = false;
    for (int i = 0; i < n && !strikes; i++) {
      seen = search.next(seen, bytes[i]);
      if (search.isAll(seen)) {
        seen = 0;
        strikes = armed.strikesNow();
      }
    }
    if (seen == 0) {
      seenSoFar.remove(armed);
    } else {
      seenSoFar.put(armed, seen);
    }
    return strikes;
  }
}
