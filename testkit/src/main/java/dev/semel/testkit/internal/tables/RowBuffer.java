// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One row while it is written down and hashed. For one thread. */
final class RowBuffer {
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** What is longer is kept as its beginning, its length and its hash. */
  private static final int LENGTH_MAX = 240;

  static final int BEGINNING = 48;
  static final int HASH = 16;

  private final MessageDigest sha256 = sha256();
  private byte[] bytes = new byte[1_024];
  private int length;
  private int keyLength;

  /** The first 128 bits of a SHA-256. */
  record Hash(long high, long low) {}

  void clear() {
    length = 0;
    keyLength = 0;
  }

  void endOfKey() {
    keyLength = length;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  int keyLength() {
    return keyLength;
  }

  Hash keyHash() {
    return hash(keyLength);
  }

  Hash hash() {
    return hash(length);
  }

  void number(@Nullable String value) {
    add(Value.NUMBER, value);
  }

  void text(@Nullable String value) {
    add(Value.TEXT, value);
  }

  void plain(@Nullable String value) {
    add(Value.PLAIN, value);
  }

  void bytes(byte @Nullable [] value) {
    add(Value.BYTES, value);
  }

  private void add(byte kind, @Nullable String value) {
    add(kind, value == null ? null : value.getBytes(UTF_8));
  }

  private void add(byte kind, byte @Nullable [] value) {
    if (value == null) {
      reserve(1);
      bytes[length++] = Value.NULL;
    } else if (value.length <= LENGTH_MAX) {
      head(kind, value.length);
      append(value, value.length);
    } else {
      head((byte) (kind | Value.CUT), Integer.BYTES + HASH + BEGINNING);
      INT.set(bytes, length, value.length);
      length += Integer.BYTES;
      append(sha256.digest(value), HASH);
      append(value, BEGINNING);
    }
  }

  private void head(byte kind, int size) {
    reserve(1 + Integer.BYTES + size);
    bytes[length] = kind;
    INT.set(bytes, length + 1, size);
    length += 1 + Integer.BYTES;
  }

  private void append(byte[] from, int size) {
    System.arraycopy(from, 0, bytes, length, size);
    length += size;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  private Hash hash(int end) {
    sha256.update(bytes, 0, end);
    byte[] hash = sha256.digest();
    return new Hash((long) LONG.get(hash, 0), (long) LONG.get(hash, Long.BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
