// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.record;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a message is about, as text of at most 255 characters that every database takes: its order
 * is kept and its shard chosen by it. The key of the record unless the user has another.
 */
public final class BusinessKey {
  private static final int LENGTH_MAX = 255;

  private BusinessKey() {}

  /** The key of the record as text; null if it has none. */
  public static @Nullable String of(Received message) {
    byte[] key = message.envelope().key();
    if (key == null) {
      return null;
    }
    try {
      return fitting(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString());
    } catch (CharacterCodingException e) {
      return IdText.hashed(key);
    }
  }

  /** The key itself, or a hash of one that is too long or has control characters in it. */
  public static String fitting(String key) {
    boolean fits =
        !key.isEmpty()
            && key.length() <= LENGTH_MAX
            && key.chars().noneMatch(Character::isISOControl);
    return fits ? key : IdText.hashed(key.getBytes(StandardCharsets.UTF_8));
  }
}
