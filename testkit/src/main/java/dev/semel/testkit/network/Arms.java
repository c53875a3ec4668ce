// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The faults that wait for their trigger, on one session or on all. Thread-safe. */
final class Arms {
  private final List<ArmedFault> armed = new CopyOnWriteArrayList<>();

  Trigger text(Direction direction, String text) {
    return bytes(direction, text.getBytes(StandardCharsets.UTF_8));
  }

  Trigger bytes(Direction direction, byte[] bytes) {
    return new Trigger(this, direction, new ByteSearch(Options.trigger(bytes), false));
  }

  Trigger any(Direction direction) {
    return new Trigger(this, direction, new ByteSearch(new byte[0], false));
  }

  ArmedFault add(ArmedFault fault) {
    armed.add(fault);
    return fault;
  }

  void remove(ArmedFault fault) {
    armed.remove(fault);
  }

  void clear() {
    armed.clear();
  }

  /** A snapshot, in the order in which they were armed. */
  List<ArmedFault> armed() {
    return armed;
  }
}
