// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import dev.semel.reconcile.internal.merge.Given;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One side: entries in the order of the unsigned UTF-8 bytes of their references, and a word about
 * how far it is complete. The order is checked with every entry, never believed. Implementations
 * may be shared by threads; a cursor may not.
 */
@FunctionalInterface
public interface EntrySource {
  /**
   * Begins a reading.
   *
   * @param window what the reconciler needs, its margin included; a source may deliver more
   */
  EntryCursor open(Window window);

  /** Entries that are there, in order, without a watermark. */
  static EntrySource of(Iterable<Entry> entries) {
    Objects.requireNonNull(entries, "entries");
    return window -> new Given(entries.iterator(), () -> {});
  }

  /** Entries of a stream that is made anew for each reading and closed after it. */
  static EntrySource ofStream(Supplier<Stream<Entry>> stream) {
    Objects.requireNonNull(stream, "stream");
    return window -> {
      Stream<Entry> opened = stream.get();
      return new Given(opened.iterator(), opened::close);
    };
  }

  /** This source with a watermark: whatever occurred before is in it. */
  default EntrySource completeTo(Instant watermark) {
    Objects.requireNonNull(watermark, "watermark");
    return window -> Given.completeTo(open(window), Optional.of(watermark));
  }
}
