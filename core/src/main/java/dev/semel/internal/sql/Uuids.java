// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.nio.ByteBuffer;
import java.util.UUID;

/** UUIDs as 16 bytes, most significant first. */
public final class Uuids {
  private Uuids() {}

  public static byte[] bytes(UUID uuid) {
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  public static UUID of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
