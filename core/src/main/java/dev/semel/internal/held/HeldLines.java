// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.held;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The lines that may be held: all that are, and perhaps some that were. Others need not be asked
 * for, which is two round trips for each page that is read. Nobody but their owner holds a line, so
 * what was loaded at the beginning stays complete. For one thread.
 */
public final class HeldLines {
  /** Of more than that many, each has to be asked for. */
  public static final int MAX = 10_000;

  private final Set<UUID> lines = new HashSet<>();
  private boolean any;
  private boolean tooMany;

  /** Whether anything is held, in a line or not. */
  public boolean any() {
    return any;
  }

  public void anything() {
    any = true;
  }

  public void nothing() {
    any = false;
    tooMany = false;
    lines.clear();
  }

  public void add(UUID line) {
    tooMany |= lines.size() >= MAX;
    if (tooMany) {
      lines.clear();
    } else {
      lines.add(line);
    }
  }

  public void remove(UUID line) {
    lines.remove(line);
  }

  /** Whether there is a line that may be held. */
  public boolean anyLine() {
    return any && (tooMany || !lines.isEmpty());
  }

  /** Those of these that may be held. */
  public List<UUID> among(Collection<UUID> candidates) {
    List<UUID> found = new ArrayList<>();
    if (anyLine()) {
      for (UUID line : candidates) {
        if (tooMany || lines.contains(line)) {
          found.add(line);
        }
      }
    }
    return found;
  }
}
