// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import dev.semel.http.internal.exchange.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Bytes that can be read many times: in memory while they are few, then in a temporary file.
 * Written by one thread; read by any once it is complete.
 */
public interface Body extends AutoCloseable {
  /** How many bytes are held in memory before the rest goes to a file. */
  int MEMORY_BYTES = 64 * 1024;

  /** A complete one of these bytes, which are not copied. */
  static Body of(byte[] bytes) {
    return Spool.of(bytes);
  }

  long length();

  /** From the beginning, each time. */
  InputStream open() throws IOException;

  /** All of it, for bodies that are known to be small. */
  byte[] bytes() throws IOException;

  /** Deletes the file. */
  @Override
  void close();

  /** A body that is being written, up to a bound. */
  interface Writable extends Body {
    /** Where it is written to; throws at the first byte beyond the bound, and from then on. */
    OutputStream out();

    /** Forgets what was written, also that it was too much. */
    void clear();
  }
}
