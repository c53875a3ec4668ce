// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy on the loopback that breaks connections at a byte that is chosen from within.
 *
 * <p>A fault is armed for one session, named by the port from which the server sees it come, and
 * strikes at the next bytes the client sends there (or the next that contain a trigger). An effect
 * that arms it as its last deed so aims at exactly what its ledger sends next, the seal, in
 * whatever form the driver sends it. What is not armed is forwarded. Thread-safe.
 */
final class FaultProxy implements AutoCloseable {
  /** What can be done to a session. */
  enum Fault {
    /** The bytes never reach the server, and the connection is gone. */
    CUT_BEFORE,
    /** The server does what it was told and says so, but the connection is gone. */
    CUT_AFTER,
    /** The bytes are kept, the connection stays, and nothing is ever heard again. */
    BLACK_HOLE
  }

  private final ServerSocket listener;
  private final int target;
  private final Map<Integer, FaultySession> sessions = new ConcurrentHashMap<>();
  private final Map<Fault, AtomicLong> counts = new EnumMap<>(Fault.class);
  private final AtomicLong opened = new AtomicLong();
  private volatile Duration delay = Duration.ZERO;

  private FaultProxy(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
    for (Fault fault : Fault.values()) {
      counts.put(fault, new AtomicLong());
    }
  }

  /** A proxy to a port of this machine. */
  static FaultProxy to(int target) throws IOException {
    var proxy = new FaultProxy(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), target);
    daemon("accept", proxy::accept);
    return proxy;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Lets the next bytes of this session that contain the trigger meet the fault. */
  FaultySession arm(int session, Fault fault, String trigger) {
    FaultySession armed = sessions.get(session);
    if (armed == null) {
      throw new AssertionError("no session comes from port " + session);
    }
    armed.arm(fault, trigger);
    return armed;
  }

  /** From now on everything takes longer, in each direction. */
  void delay(Duration delay) {
    this.delay = delay;
  }

  /** How often a fault has struck: not how often it was armed. */
  long count(Fault fault) {
    return counts.get(fault).get();
  }

  /** How many connections were ever made. */
  long opened() {
    return opened.get();
  }

  Duration delay() {
    return delay;
  }

  void struck(Fault fault) {
    counts.get(fault).incrementAndGet();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    Set.copyOf(sessions.values()).forEach(FaultySession::cut);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        forward(client);
      } catch (IOException e) {
        // The proxy was closed; or the server is down, and the client sees a connection that ends.
      }
    }
  }

  private void forward(Socket client) throws IOException {
    Socket server;
    try {
      server = new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException e) {
      client.close();
      throw e;
    }
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    int port = server.getLocalPort();
    var session = new FaultySession(this, client, server);
    sessions.put(port, session);
    opened.incrementAndGet();
    daemon("up-" + port, session::upstream);
    daemon(
        "down-" + port,
        () -> {
          session.downstream();
          sessions.remove(port, session);
        });
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, "fault-proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }
}
