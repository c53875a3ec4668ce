// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One reading of a source, entry by entry, in the order of references. For one thread. */
public interface EntryCursor extends AutoCloseable {
  /** The next entry; null after the last. */
  @Nullable Entry next();

  /**
   * The watermark: whatever occurred before it is in this reading. Empty if the source cannot say;
   * then nothing is called missing on its side.
   */
  Optional<Instant> completeTo();

  /** Where the last entry stood, counted from 1. */
  long position();

  /** What positions count, such as {@code line}. */
  default String unit() {
    return "record";
  }

  @Override
  void close();
}
