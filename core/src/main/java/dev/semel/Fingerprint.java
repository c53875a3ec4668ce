// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A 128-bit digest of the content a key stands for, by which a reused key is told from a resend.
 * Immutable and safe to share between threads.
 */
public final class Fingerprint {
  /** How many bytes a fingerprint has. */
  public static final int SIZE = 16;

  private final byte[] bytes;

  private Fingerprint(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The digest of these parts in this order. Each part is hashed with its length, so {@code ("ab",
   * "c")} and {@code ("a", "bc")} differ.
   */
  public static Fingerprint of(byte[]... parts) {
    MessageDigest digest = sha256();
    for (byte[] part : parts) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
      digest.update(part);
    }
    return new Fingerprint(Arrays.copyOf(digest.digest(), SIZE));
  }

  /** A fingerprint from its 16 bytes, as {@link #bytes()} gave them. */
  public static Fingerprint ofBytes(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException(
          "a fingerprint has %d bytes, got %d".formatted(SIZE, bytes.length));
    }
    return new Fingerprint(bytes.clone());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fingerprint that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
