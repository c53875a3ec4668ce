// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.fingerprint;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What stands between the parts of a multipart body. It begins with a carriage return and has no
 * second one, so what began like it and was not can hold no other beginning: every byte is read
 * once and none is kept. Immutable.
 */
final class Delimiter {
  private static final int LINE_END = 2;

  private final byte[] bytes;

  Delimiter(String boundary) {
    bytes = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Reads it where a body begins, where no line has to end before it. */
  boolean opens(InputStream in) throws IOException {
    int length = bytes.length - LINE_END;
    return Arrays.equals(in.readNBytes(length), Arrays.copyOfRange(bytes, LINE_END, bytes.length));
  }

  /**
   * Reads over it; what stands before goes into the digest.
   *
   * @return false if it does not come any more
   */
  boolean copyUpTo(InputStream in, MessageDigest before) throws IOException {
    OutputStream out =
        new BufferedOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), before));
    int matched = 0;
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (matched > 0 && (byte) c != bytes[matched]) {
        out.write(bytes, 0, matched);
        matched = 0;
      }
      if ((byte) c != bytes[matched]) {
        out.write(c);
      } else if (++matched == bytes.length) {
        out.flush();
        return true;
      }
    }
    return false;
  }
}
