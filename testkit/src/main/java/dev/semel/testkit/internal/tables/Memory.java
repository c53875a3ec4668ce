// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

/** What one snapshot may still keep: values in the first half alone. For one thread. */
final class Memory {
  private final long bytesMax;
  private long used;

  Memory(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  boolean takeForValues(long bytes) {
    return used + bytes <= bytesMax / 2 && take(bytes);
  }

  boolean take(long bytes) {
    if (used + bytes > bytesMax) {
      return false;
    }
    used += bytes;
    return true;
  }

  void give(long bytes) {
    used -= bytes;
  }
}
