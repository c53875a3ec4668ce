// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.http.Body;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in memory up to a bound, in a temporary file beyond it, and nowhere beyond a second one.
 * The file is readable by its owner alone, and goes when this is closed.
 */
public final class Spool implements Body.Writable {
  private final int memoryMax;
  private final long lengthMax;
  private final Out out = new Out();
  private Memory memory = new Memory();
  private @Nullable OutputStream fileOut;
  private @Nullable Path file;
  private long length;
  private State state = State.OPEN;

  /** What is written of it is all there, or it is not to be used. */
  enum State {
    OPEN,
    OVERFLOWED,
    /** The disk did not take it. */
    FAILED,
    CLOSED
  }

  public Spool(int memoryMax, long lengthMax) {
    this.memoryMax = memoryMax;
    this.lengthMax = lengthMax;
  }

  /** A complete one of these bytes, which are not copied. */
  public static Spool of(byte[] bytes) {
    Spool spool = new Spool(Integer.MAX_VALUE, bytes.length);
    spool.memory = new Memory(bytes);
    spool.length = bytes.length;
    return spool;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public OutputStream out() {
    return out;
  }

  @Override
  public InputStream open() throws IOException {
    if (file == null) {
      return memory.open();
    }
    if (fileOut != null) {
      fileOut.flush();
    }
    return new BufferedInputStream(Files.newInputStream(file), 16 * 1024);
  }

  @Override
  public byte[] bytes() throws IOException {
    if (file == null) {
      return memory.toByteArray();
    }
    try (InputStream in = open()) {
      return in.readAllBytes();
    }
  }

  /** Whether what was written is there, whatever its writer did about an exception. */
  synchronized State state() {
    return state;
  }

  @Override
  public synchronized void clear() {
    delete();
    memory = new Memory();
    length = 0;
    if (state != State.CLOSED) {
      state = State.OPEN;
    }
  }

  /** Who is late writes nothing any more. */
  @Override
  public synchronized void close() {
    state = State.CLOSED;
    delete();
  }

  private void delete() {
    Path path = file;
    OutputStream open = fileOut;
    file = null;
    fileOut = null;
    if (path == null) {
      return;
    }
    try {
      if (open != null) {
        open.close();
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("a temporary file could not be deleted", e);
    }
  }

  private synchronized void write(byte[] bytes, int offset, int count) throws IOException {
    if (state == State.OPEN && count > lengthMax - length) {
      lose(State.OVERFLOWED);
    }
    if (state != State.OPEN) {
      throw new IOException(
          state == State.OVERFLOWED
              ? "SEMEL-511 more than the %d bytes that are held back".formatted(lengthMax)
              : "nothing more is taken");
    }
    boolean written = false;
    try {
      if (file == null && length + count > memoryMax) {
        spill();
      }
      if (fileOut == null) {
        memory.write(bytes, offset, count);
      } else {
        fileOut.write(bytes, offset, count);
      }
      length += count;
      written = true;
    } finally {
      if (!written) {
        lose(State.FAILED);
      }
    }
  }

  private void lose(State how) {
    clear();
    state = how;
  }

  private void spill() throws IOException {
    Path path = Files.createTempFile("semel-http-", ".body");
    file = path;
    fileOut = Files.newOutputStream(path, StandardOpenOption.WRITE);
    memory.writeTo(fileOut);
    memory = new Memory();
  }

  private final class Out extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      Spool.this.write(bytes, offset, count);
    }
  }

  /** Gives its bytes away without a copy. */
  private static final class Memory extends ByteArrayOutputStream {
    Memory() {
      super(512);
    }

    Memory(byte[] bytes) {
      super(0);
      this.buf = bytes;
      this.count = bytes.length;
    }

    InputStream open() {
      return new ByteArrayInputStream(buf, 0, count);
    }
  }
}
