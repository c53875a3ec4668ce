// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import dev.semel.verification.chaos.FaultProxy.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** One proxied connection. Thread-safe. */
final class FaultySession {
  private static final int BYTES_MAX = 64 * 1024;

  private record Armed(Fault fault, String trigger) {
    boolean strikes(byte[] bytes, int length) {
      return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains(trigger);
    }
  }

  private final FaultProxy proxy;
  private final Socket client;
  private final Socket server;
  private final AtomicReference<Armed> armed = new AtomicReference<>();
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private volatile boolean replyIsCut;
  private volatile boolean swallows;

  FaultySession(FaultProxy proxy, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
  }

  void arm(Fault fault, String trigger) {
    armed.set(new Armed(fault, trigger));
  }

  /** Both ends see the connection end. */
  void cut() {
    close(server);
    close(client);
  }

  /** Lets what was kept arrive after all; what the server answers is heard by nobody. */
  void deliverKept() throws IOException {
    synchronized (kept) {
      server.getOutputStream().write(kept.toByteArray());
      kept.reset();
    }
  }

  /** From the client to the server. */
  void upstream() {
    byte[] bytes = new byte[BYTES_MAX];
    try {
      for (int n = read(client, bytes); n >= 0; n = read(client, bytes)) {
        if (!forwards(bytes, n)) {
          return;
        }
      }
    } catch (IOException e) {
      // The client is gone, as below.
    }
    if (!swallows) {
      cut();
    }
  }

  private boolean forwards(byte[] bytes, int n) throws IOException {
    Armed now = armed.get();
    if (now != null && now.strikes(bytes, n)) {
      armed.set(null);
      switch (now.fault()) {
        case CUT_BEFORE -> {
          proxy.struck(Fault.CUT_BEFORE);
          cut();
          return false;
        }
        case CUT_AFTER -> replyIsCut = true; // It strikes when the reply is there.
        case BLACK_HOLE -> {
          proxy.struck(Fault.BLACK_HOLE);
          swallows = true;
        }
      }
    }
    if (swallows) {
      synchronized (kept) {
        kept.write(bytes, 0, n);
      }
    } else {
      server.getOutputStream().write(bytes, 0, n);
    }
    return true;
  }

  /** From the server to the client. */
  void downstream() {
    byte[] bytes = new byte[BYTES_MAX];
    try {
      for (int n = read(server, bytes); n >= 0; n = read(server, bytes)) {
        if (replyIsCut) {
          proxy.struck(Fault.CUT_AFTER);
          break;
        }
        if (!swallows) {
          client.getOutputStream().write(bytes, 0, n);
        }
      }
    } catch (IOException e) {
      // Either end is gone.
    }
    cut();
  }

  private int read(Socket from, byte[] bytes) throws IOException {
    int n = from.getInputStream().read(bytes);
    long nanos = proxy.delay().toNanos();
    if (n > 0 && nanos > 0) {
      LockSupport.parkNanos(nanos);
    }
    return n;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is as good as closed.
    }
  }
}
