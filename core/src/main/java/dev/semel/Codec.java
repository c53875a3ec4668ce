// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import java.nio.charset.StandardCharsets;

/**
 * Turns a result into the bytes the ledger keeps, and back. May encrypt. Implementations must be
 * safe to use from several threads, and must read what their earlier versions wrote.
 *
 * @param <R> the result
 */
public interface Codec<R> {
  /** What the bytes are, kept beside them; 1 to 100 characters. */
  String contentType();

  byte[] encode(R result);

  /**
   * Reads a stored result.
   *
   * @param contentType what the codec that wrote it called it
   */
  R decode(String contentType, byte[] bytes);

  /** Text as UTF-8. */
  static Codec<String> text() {
    return new Codec<>() {
      @Override
      public String contentType() {
        return "text/plain;charset=utf-8";
      }

      @Override
      public byte[] encode(String result) {
        return result.getBytes(StandardCharsets.UTF_8);
      }

      @Override
      public String decode(String contentType, byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
      }
    };
  }

  /** Bytes as they are. */
  static Codec<byte[]> bytes(String contentType) {
    return new Codec<>() {
      @Override
      public String contentType() {
        return contentType;
      }

      @Override
      public byte[] encode(byte[] result) {
        return result;
      }

      @Override
      public byte[] decode(String storedAs, byte[] bytes) {
        return bytes;
      }
    };
  }
}
