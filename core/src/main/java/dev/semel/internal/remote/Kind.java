// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import dev.semel.internal.sql.Entry;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The effects of one kind, as a recovery sees them. Immutable and thread-safe. */
record Kind<Q, R>(Remote remote, Plan<Q, R> plan, int scope) {
  String name() {
    return plan.name();
  }

  List<UUID> due(int max) {
    return remote.journal().due(scope, plan.name(), max);
  }

  Met pursue(UUID id) {
    long since = System.nanoTime();
    Optional<Entry> entry = remote.journal().read(id, plan.name());
    if (entry.isEmpty()) {
      return Met.NOTHING;
    }
    Work<Q, R> work = new Work<>(remote, plan, entry.get(), since);
    var unused = work.pursue();
    return work.met();
  }
}
