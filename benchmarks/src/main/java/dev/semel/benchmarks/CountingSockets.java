// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;

/**
 * Sockets that count round trips: each time something is read after something was written. Public
 * because the JDBC driver makes it by name.
 */
public final class CountingSockets extends SocketFactory {
  private static final AtomicLong ROUND_TRIPS = new AtomicLong();

  /** Round trips of all these sockets so far. */
  public static long roundTrips() {
    return ROUND_TRIPS.get();
  }

  @Override
  public Socket createSocket() {
    return new CountingSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unconnected();
  }

  private static IOException unconnected() {
    return new IOException("the driver connects its sockets itself");
  }

  private static final class CountingSocket extends Socket {
    private boolean asked;

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          answered();
          return super.read();
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
          answered();
          return super.read(bytes, from, length);
        }
      };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(int b) throws IOException {
          asked = true;
          out.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          asked = true;
          out.write(bytes, from, length);
        }
      };
    }

    private void answered() {
      if (asked) {
        asked = false;
        ROUND_TRIPS.incrementAndGet();
      }
    }
  }
}
