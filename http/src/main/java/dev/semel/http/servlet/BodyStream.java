// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import dev.semel.http.Body;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that has arrived, as a servlet reads it: it is always ready. For one thread. */
final class BodyStream extends ServletInputStream {
  private final InputStream in;
  private final long length;
  private long read;
  private boolean ended;

  BodyStream(Body body) throws IOException {
    this.in = body.open();
    this.length = body.length();
  }

  /** Whether its reader knows that it is over; who asks for a body then begins again. */
  boolean ended() {
    return ended;
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    count(b < 0 ? -1 : 1);
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    int got = in.read(bytes, offset, count);
    count(got);
    return got;
  }

  private void count(int got) {
    if (got < 0) {
      ended = true;
    } else {
      read += got;
    }
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }

  @Override
  public boolean isFinished() {
    return ended || read >= length;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setReadListener(ReadListener listener) {
    try {
      listener.onDataAvailable();
      listener.onAllDataRead();
    } catch (IOException | RuntimeException e) {
      listener.onError(e);
    }
  }

  @Override
  public void close() throws IOException {
    ended = true;
    in.close();
  }
}
