// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.record;

import dev.semel.http.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Version 1 of a recorded answer as bytes; numbers are big-endian, texts are UTF-8 with their
 * length before them, in four bytes each.
 *
 * <pre>
 *   1 version | 2 status | 4 headers: name, value … | 1 body: 0 kept, else why not
 *     | kept: 4 length, bytes    not kept: 1 has a resource, text | 4 CRC-32 of all before
 * </pre>
 */
final class RecordedForm {
  private static final byte VERSION = 1;
  private static final byte KEPT = 0;

  private RecordedForm() {}

  static byte[] write(Recorded recorded) {
    Writer out = new Writer();
    out.number(VERSION, Byte.BYTES);
    out.number(recorded.status(), Short.BYTES);
    out.number(recorded.headers().size(), Integer.BYTES);
    for (Reply.Header header : recorded.headers()) {
      out.text(header.name());
      out.text(header.value());
    }
    if (recorded.body() instanceof Recorded.Kept kept) {
      out.number(KEPT, Byte.BYTES);
      out.sized(kept.bytes());
    } else if (recorded.body() instanceof Recorded.NotKept lost) {
      out.number(lost.reason().number(), Byte.BYTES);
      out.number(lost.resource() == null ? 0 : 1, Byte.BYTES);
      if (lost.resource() != null) {
        out.text(lost.resource());
      }
    }
    return out.sealed();
  }

  static Optional<Recorded> read(byte[] bytes) {
    int length = bytes.length - Integer.BYTES;
    if (length < 0 || ByteBuffer.wrap(bytes).getInt(length) != checksum(bytes, length)) {
      return Optional.empty();
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
      Recorded recorded = in.get() == VERSION ? fields(in) : null;
      return in.hasRemaining() ? Optional.empty() : Optional.ofNullable(recorded);
    } catch (BufferUnderflowException | CharacterCodingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Recorded fields(ByteBuffer in) throws CharacterCodingException {
    int status = in.getShort();
    int count = in.getInt();
    if (count < 0) {
      throw new BufferUnderflowException();
    }
    List<Reply.Header> headers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      headers.add(new Reply.Header(text(in), text(in)));
    }
    return new Recorded(status, headers, body(in));
  }

  private static Recorded.Body body(ByteBuffer in) throws CharacterCodingException {
    int kind = in.get();
    if (kind == KEPT) {
      return new Recorded.Kept(sized(in));
    }
    for (Recorded.Reason reason : Recorded.Reason.values()) {
      if (reason.number() == kind) {
        return new Recorded.NotKept(reason, in.get() == 0 ? null : text(in));
      }
    }
    throw new IllegalArgumentException("a reason from a later version");
  }

  private static String text(ByteBuffer in) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(sized(in))).toString();
  }

  /** The length is looked at before anything is made of that size. */
  private static byte[] sized(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** The bytes so far. */
  private static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void number(int value, int size) {
      for (int shift = (size - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
        bytes.write(value >>> shift);
      }
    }

    void text(String text) {
      sized(text.getBytes(StandardCharsets.UTF_8));
    }

    void sized(byte[] content) {
      number(content.length, Integer.BYTES);
      bytes.writeBytes(content);
    }

    byte[] sealed() {
      byte[] before = bytes.toByteArray();
      number(checksum(before, before.length), Integer.BYTES);
      return bytes.toByteArray();
    }
  }
}
