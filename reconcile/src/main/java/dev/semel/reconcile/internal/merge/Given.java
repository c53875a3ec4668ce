// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import dev.semel.reconcile.Entry;
import dev.semel.reconcile.EntryCursor;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Entries that somebody gave, read one by one. For one thread. */
public final class Given implements EntryCursor {
  private final Iterator<Entry> entries;
  private final Runnable onClose;
  private long position;

  public Given(Iterator<Entry> entries, Runnable onClose) {
    this.entries = entries;
    this.onClose = onClose;
  }

  /** A cursor with another watermark. */
  public static EntryCursor completeTo(EntryCursor cursor, Optional<Instant> watermark) {
    return new EntryCursor() {
      @Override
      public @Nullable Entry next() {
        return cursor.next();
      }

      @Override
      public Optional<Instant> completeTo() {
        return watermark;
      }

      @Override
      public long position() {
        return cursor.position();
      }

      @Override
      public String unit() {
        return cursor.unit();
      }

      @Override
      public void close() {
        cursor.close();
      }
    };
  }

  @Override
  public @Nullable Entry next() {
    if (!entries.hasNext()) {
      return null;
    }
    position++;
    return entries.next();
  }

  @Override
  public Optional<Instant> completeTo() {
    return Optional.empty();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void close() {
    onClose.run();
  }
}
