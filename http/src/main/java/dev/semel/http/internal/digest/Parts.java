// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Parts on their way into one SHA-256, each with its length before it: where one ends and the next
 * begins cannot be moved by what stands in them. For one thread.
 */
public final class Parts {
  /** Copied, which costs much less than to be looked up; nothing is ever added to it. */
  private static final MessageDigest EMPTY = lookedUp();

  public static MessageDigest sha256() {
    try {
      return (MessageDigest) EMPTY.clone();
    } catch (CloneNotSupportedException e) {
      return lookedUp();
    }
  }

  private static MessageDigest lookedUp() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private final MessageDigest sha256 = sha256();
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

  /** What kind the next part is of. */
  public Parts tag(char tag) {
    sha256.update((byte) tag);
    return this;
  }

  public Parts number(long value) {
    sha256.update(number.putLong(0, value).array());
    return this;
  }

  public Parts bytes(byte[] bytes) {
    number(bytes.length);
    sha256.update(bytes);
    return this;
  }

  /**
   * The UTF-16 units as they are: a charset would make one and the same question mark of all halves
   * of surrogates.
   */
  public Parts text(String text) {
    ByteBuffer units = ByteBuffer.allocate(text.length() * Character.BYTES);
    for (int i = 0; i < text.length(); i++) {
      units.putChar(text.charAt(i));
    }
    return bytes(units.array());
  }

  /** The 32 bytes. Nothing can be added any more. */
  public byte[] digest() {
    return sha256.digest();
  }
}
