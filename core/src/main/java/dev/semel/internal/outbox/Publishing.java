// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.outbox;

/** What the doors need to publish: who turns messages into rows, and who is woken. Thread-safe. */
public record Publishing(Writer writer, Signal signal) {
  public Pending pending() {
    return new Pending(writer);
  }
}
