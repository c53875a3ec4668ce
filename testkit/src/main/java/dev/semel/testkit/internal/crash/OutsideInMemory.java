// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** For deaths that are played in one JVM. */
final class OutsideInMemory implements Outside {
  private final Map<String, List<String>> channels = new HashMap<>();

  @Override
  public synchronized void append(String channel, String entry) {
    channels.computeIfAbsent(channel, name -> new ArrayList<>()).add(entry);
  }

  @Override
  public synchronized List<String> entries(String channel) {
    return List.copyOf(channels.getOrDefault(channel, List.of()));
  }
}
