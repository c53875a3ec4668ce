// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The lines that may be held: all that are, and perhaps some that were. Others need not be asked
 * for, which is two round trips for each page that is read. Nobody but the leader holds a line, so
 * what was loaded at the beginning of a term stays complete. For the thread of the relay.
 */
final class HeldLines {
  /** Of more than that many, each has to be asked for. */
  static final int MAX = 10_000;

  private final Set<UUID> lines = new HashSet<>();
  private boolean any;
  private boolean tooMany;

  /** Whether anything is held, in a line or not. */
  boolean any() {
    return any;
  }

  void anything() {
    any = true;
  }

  void nothing() {
    any = false;
    tooMany = false;
    lines.clear();
  }

  void add(UUID line) {
    tooMany |= lines.size() >= MAX;
    if (tooMany) {
      lines.clear();
    } else {
      lines.add(line);
    }
  }

  void remove(UUID line) {
    lines.remove(line);
  }

  /** Those of these that may be held. */
  List<UUID> among(Collection<UUID> candidates) {
    List<UUID> found = new ArrayList<>();
    if (any && (tooMany || !lines.isEmpty())) {
      for (UUID line : candidates) {
        if (tooMany || lines.contains(line)) {
          found.add(line);
        }
      }
    }
    return found;
  }
}
