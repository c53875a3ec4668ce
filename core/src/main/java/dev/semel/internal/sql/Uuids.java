// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.nio.ByteBuffer;
import java.util.UUID;

/** UUIDs as 16 bytes, most significant first, and as marks of where they come from. */
public final class Uuids {
  private Uuids() {}

  public static byte[] bytes(UUID uuid) {
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  /** 128 bits of a hash, marked as what they are: a UUID of version 8. */
  public static UUID ofHash(byte[] digest) {
    UUID hash = of(digest);
    return new UUID(
        (hash.getMostSignificantBits() & ~0xF000L) | 0x8000L,
        (hash.getLeastSignificantBits() & ~(0b11L << 62)) | (0b10L << 62));
  }

  public static UUID of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
