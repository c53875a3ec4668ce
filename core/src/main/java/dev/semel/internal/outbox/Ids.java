// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.outbox;

import dev.semel.internal.sql.Uuids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Makes the ids of messages, and the hashes that decide who sends them. Thread-safe. */
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final int LANES = 1024;

  private Ids() {}

  /** An id that carries its time: a UUIDv7. */
  public static UUID fresh() {
    return v7(System.currentTimeMillis(), RANDOM.nextLong(), RANDOM.nextLong());
  }

  /**
   * The same id for the same names, for ever: a UUIDv7 of the birth of what it is derived from, or
   * a UUIDv8 where that has none.
   */
  public static UUID derived(@Nullable Instant birth, String... names) {
    byte[] digest = digest(names);
    UUID hash = Uuids.of(digest);
    long more = Uuids.of(java.util.Arrays.copyOfRange(digest, 16, 32)).getMostSignificantBits();
    return birth == null
        ? Uuids.ofHash(digest)
        : v7(birth.toEpochMilli(), hash.getMostSignificantBits(), more);
  }

  /** An id as it is stored: itself if it is a UUID as UUIDs are written, else a hash of it. */
  public static UUID stored(String id) {
    UUID uuid = uuid(id);
    return uuid != null ? uuid : Uuids.ofHash(digest(id));
  }

  /** Whether an id needs its text beside it. */
  static boolean isUuid(String id) {
    return uuid(id) != null;
  }

  private static @Nullable UUID uuid(String id) {
    if (id.length() != 36) {
      return null;
    }
    try {
      UUID uuid = UUID.fromString(id);
      return uuid.toString().equals(id) ? uuid : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The topic and key as one name for the order they share. */
  public static UUID line(String topic, String key) {
    return Uuids.ofHash(digest(topic, key));
  }

  /** A source, one of its lanes and a number in it as one name. */
  public static UUID place(String source, String epoch, String lane, long number) {
    return Uuids.ofHash(digest(source, epoch, lane, Long.toString(number)));
  }

  /** 0 to 1023, the same for the same text on every machine. */
  static int lane(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() & (LANES - 1));
  }

  /** Days since 1970 by this machine's clock. */
  static long today() {
    return Math.floorDiv(System.currentTimeMillis(), DAY_MILLIS);
  }

  private static UUID v7(long millis, long bits, long more) {
    return new UUID(
        (millis << 16) | 0x7000L | (bits & 0xFFFL), (more & ~(0b11L << 62)) | (0b10L << 62));
  }

  /** Of the lengths, too, so that no two lists of names run together. */
  private static byte[] digest(String... names) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String name : names) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        digest.update((byte) (bytes.length >>> 8));
        digest.update((byte) bytes.length);
        digest.update(bytes);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
