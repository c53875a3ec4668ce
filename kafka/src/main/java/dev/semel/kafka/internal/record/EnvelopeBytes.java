// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.record;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The numbers, texts and bytes an {@link Envelope} is written in. */
final class EnvelopeBytes {
  private EnvelopeBytes() {}

  static IllegalStateException unreadable(String why) {
    return new IllegalStateException(
        ("SEMEL-416 the envelope of a kept message cannot be read: %s. It was written by a newer"
                + " version of Semel, or was damaged; the message itself is in its topic")
            .formatted(why));
  }

  /** Writes. Not thread-safe. */
  static final class Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(96);

    void octet(int value) {
      out.write(value);
    }

    /** A number that is not negative, in as few bytes as it needs. */
    void number(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) (rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      out.write((int) rest);
    }

    void bytes(byte[] value) {
      number(value.length);
      out.writeBytes(value);
    }

    void bytesOrNull(byte @Nullable [] value) {
      number(value == null ? 0 : value.length + 1L);
      if (value != null) {
        out.writeBytes(value);
      }
    }

    void text(String value) {
      bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] written() {
      return out.toByteArray();
    }
  }

  /** Reads, and trusts no length. Not thread-safe. */
  static final class Reader {
    private final ByteBuffer in;

    Reader(byte[] bytes) {
      this.in = ByteBuffer.wrap(bytes);
    }

    int octet() {
      if (!in.hasRemaining()) {
        throw unreadable("it ends too early");
      }
      return in.get() & 0xff;
    }

    long number() {
      long value = 0;
      for (int shift = 0; shift < 63; shift += 7) {
        int next = octet();
        value |= (long) (next & 0x7f) << shift;
        if ((next & 0x80) == 0) {
          return value;
        }
      }
      throw unreadable("a number in it is too long");
    }

    int integer() {
      long value = number();
      if (value > Integer.MAX_VALUE) {
        throw unreadable("a number in it is too large");
      }
      return (int) value;
    }

    /** A number of things that are still to come, so no more than bytes are left. */
    int length() {
      long value = number();
      if (value > in.remaining()) {
        throw unreadable("it ends too early");
      }
      return (int) value;
    }

    byte[] bytes() {
      return bytes(length());
    }

    byte @Nullable [] bytesOrNull() {
      long value = number();
      if (value > in.remaining() + 1L) {
        throw unreadable("it ends too early");
      }
      return value == 0 ? null : bytes((int) value - 1);
    }

    private byte[] bytes(int length) {
      byte[] value = new byte[length];
      in.get(value);
      return value;
    }

    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    void end() {
      if (in.hasRemaining()) {
        throw unreadable("%d bytes follow its end".formatted(in.remaining()));
      }
    }
  }
}
