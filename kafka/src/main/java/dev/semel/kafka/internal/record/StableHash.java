// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.record;

import java.nio.charset.StandardCharsets;

/**
 * A hash that is the same in every process, version and language, so that what was once placed by
 * it is found again: FNV-1a of 64 bits over UTF-8, then the finalizer of MurmurHash3, which spreads
 * the difference of two short keys over all bits.
 */
public final class StableHash {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private StableHash() {}

  public static long of(String text) {
    long hash = FNV_OFFSET;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return spread(hash);
  }

  private static long spread(long hash) {
    long h = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
