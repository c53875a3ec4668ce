// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.stream;

import dev.semel.internal.sql.Uuids;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Fingerprints of the last events of a stream, by which a repeat is told from another event under
 * its number. Immutable.
 */
final class RecentEvents {
  private static final int EVENTS = 8;
  private static final int SIZE = 16;

  private final byte[] bytes;

  private RecentEvents(byte[] bytes) {
    this.bytes = bytes;
  }

  static RecentEvents of(byte[] stored) {
    return new RecentEvents(Arrays.copyOf(stored, EVENTS * SIZE));
  }

  byte[] bytes() {
    return bytes;
  }

  RecentEvents with(long sequence, UUID fingerprint) {
    byte[] copy = bytes.clone();
    ByteBuffer.wrap(copy).put(at(sequence), Uuids.bytes(fingerprint));
    return new RecentEvents(copy);
  }

  /** None are remembered any more, because numbers were left out. */
  static RecentEvents none() {
    return of(new byte[0]);
  }

  /** The fingerprint at a sequence before the next one, or null if it is not remembered. */
  @Nullable UUID fingerprint(long sequence, long next) {
    if (sequence < next - EVENTS) {
      return null;
    }
    byte[] one = Arrays.copyOfRange(bytes, at(sequence), at(sequence) + SIZE);
    return Arrays.equals(one, new byte[SIZE]) ? null : Uuids.of(one);
  }

  private static int at(long sequence) {
    return (int) (sequence % EVENTS) * SIZE;
  }
}
