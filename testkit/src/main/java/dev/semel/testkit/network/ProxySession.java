// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One connection that goes through a {@link FaultProxy}. Thread-safe. */
public final class ProxySession {
  /** What a black hole keeps at most before it no longer reads. */
  private static final int KEPT_BYTES_MAX = 16 * 1024 * 1024;

  private final FaultProxy proxy;
  private final Socket client;
  private final Socket server;
  private final Gate gate = new Gate();
  private final Arms arms = new Arms();
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final AtomicLong trips = new AtomicLong();
  private volatile int port;
  private boolean clientSpokeLast;
  private int directionsEnded;

  /** What meets the next bytes from the server, because it was the client that set it off. */
  private volatile @Nullable ArmedFault atReply;

  private volatile boolean keepsRequests;
  private volatile boolean dropsReplies;
  private volatile boolean closed;

  ProxySession(FaultProxy proxy, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
  }

  /** The port from which the server sees this session come: in SQL, the client's port. */
  public int port() {
    return port;
  }

  /** Looks for text, in UTF-8, in what the client sends in this session. */
  public Trigger on(String text) {
    return arms.text(Direction.TO_SERVER, text);
  }

  /** Looks for bytes in what the client sends in this session. */
  public Trigger on(byte[] bytes) {
    return arms.bytes(Direction.TO_SERVER, bytes);
  }

  /** Takes whatever the client sends next in this session. */
  public Trigger onNext() {
    return arms.any(Direction.TO_SERVER);
  }

  /** Looks for text, in UTF-8, in what the server replies in this session. */
  public Trigger onReply(String text) {
    return arms.text(Direction.TO_CLIENT, text);
  }

  /** Looks for bytes in what the server replies in this session. */
  public Trigger onReply(byte[] bytes) {
    return arms.bytes(Direction.TO_CLIENT, bytes);
  }

  /** Takes whatever the server sends next in this session. */
  public Trigger onNextReply() {
    return arms.any(Direction.TO_CLIENT);
  }

  /** Takes back all faults that are armed on this session and have not struck. */
  public void disarm() {
    arms.clear();
  }

  /** Both ends see the connection end. */
  public void cut() {
    end(false);
  }

  /** Both ends see the connection reset (RST): what was under way may be lost. */
  public void reset() {
    end(true);
  }

  /** Nothing is passed on any more, in either direction, until {@link #resume()}. */
  public void pause() {
    gate.hold();
  }

  /** Passes on what has waited, and what follows. */
  public void resume() {
    gate.open();
  }

  /**
   * Lets what a black hole has kept so far arrive at the server; what the server answers is heard
   * by nobody.
   *
   * @return how many bytes these were
   */
  public int deliverKept() throws IOException {
    synchronized (kept) {
      int length = kept.size();
      server.getOutputStream().write(kept.toByteArray());
      kept.reset();
      return length;
    }
  }

  /** How many round trips were begun: see {@link FaultProxy#trips()}. */
  public long trips() {
    return trips.get();
  }

  /** False once the connection was cut or reset, or both ends have closed it. */
  public boolean isOpen() {
    return !closed;
  }

  /** The server has accepted the connection. */
  void connected(int localPort) {
    port = localPort;
  }

  /** Bytes have come; false when there is nothing more to do in this direction. */
  boolean passed(Direction direction, byte[] bytes, int n, Scan scan)
      throws IOException, InterruptedException {
    gate.stay(proxy.delay());
    if (!gate.pass()) {
      return false;
    }
    spoke(direction);
    ArmedFault due = atReply;
    if (direction == Direction.TO_CLIENT && due != null) {
      atReply = null;
      proxy.struck(due, this);
      if (due.fault() != Fault.SWALLOW_REPLY) {
        end(due.fault() == Fault.RESET_AFTER);
        return false;
      }
      dropsReplies = true;
    }
    return meetsAll(arms, direction, bytes, n, scan)
        && meetsAll(proxy.arms(), direction, bytes, n, scan)
        && forwarded(direction, bytes, n);
  }

  private boolean meetsAll(Arms from, Direction direction, byte[] bytes, int n, Scan scan)
      throws IOException, InterruptedException {
    for (ArmedFault armed : from.armed()) {
      if (armed.isFor(direction)
          && scan.strikes(armed, bytes, n)
          && !meets(armed, direction, bytes, n)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the bytes go on after they met this fault. */
  private boolean meets(ArmedFault armed, Direction direction, byte[] bytes, int n)
      throws IOException, InterruptedException {
    Fault fault = armed.fault();
    boolean replyIsToCome =
        direction == Direction.TO_SERVER
            && (fault == Fault.CUT_AFTER
                || fault == Fault.RESET_AFTER
                || fault == Fault.SWALLOW_REPLY);
    if (replyIsToCome) {
      atReply = armed; // It strikes when the reply is there.
      return true;
    }
    if (fault == Fault.PAUSE) {
      gate.hold();
    }
    proxy.struck(armed, this);
    switch (fault) {
      case CUT_BEFORE, RESET_BEFORE -> end(fault == Fault.RESET_BEFORE);
      case CUT_AFTER, RESET_AFTER -> {
        forwarded(direction, bytes, n);
        end(fault == Fault.RESET_AFTER);
      }
      case SWALLOW_REPLY -> dropsReplies = true;
      case BLACK_HOLE -> {
        keepsRequests = true;
        dropsReplies = true;
      }
      case DELAY -> gate.stay(armed.time());
      case PAUSE -> {}
    }
    return gate.pass();
  }

  private boolean forwarded(Direction direction, byte[] bytes, int n)
      throws IOException, InterruptedException {
    if (direction == Direction.TO_SERVER && keepsRequests) {
      return keep(bytes, n);
    }
    if (direction == Direction.TO_CLIENT && dropsReplies) {
      return true;
    }
    proxy.passing(direction, n);
    OutputStream out = to(direction).getOutputStream();
    Slices slices = proxy.slices();
    for (int from = 0; from < n; from += slices.bytes()) {
      if (from > 0) {
        gate.stay(slices.pause());
      }
      out.write(bytes, from, Math.min(slices.bytes(), n - from));
    }
    return true;
  }

  private boolean keep(byte[] bytes, int n) throws InterruptedException {
    synchronized (kept) {
      kept.write(bytes, 0, n);
      if (kept.size() < KEPT_BYTES_MAX) {
        return true;
      }
    }
    gate.stayToTheEnd();
    return false;
  }

  private synchronized void spoke(Direction direction) {
    boolean client = direction == Direction.TO_SERVER;
    if (client && !clientSpokeLast) {
      trips.incrementAndGet();
      proxy.tripBegun();
    }
    clientSpokeLast = client;
  }

  /** One side has closed its half; the other is told, unless it hears nothing any more. */
  void ended(Direction direction) throws IOException, InterruptedException {
    gate.pass();
    if (!isDeaf(direction)) {
      to(direction).shutdownOutput();
    }
    boolean both;
    synchronized (this) {
      both = ++directionsEnded == 2;
    }
    if (both) {
      end(false);
    }
  }

  /** One side is gone without a word. */
  void broken(Direction direction) throws IOException, InterruptedException {
    if (isDeaf(direction)) {
      ended(direction);
    } else {
      end(false);
    }
  }

  private boolean isDeaf(Direction direction) {
    return direction == Direction.TO_SERVER ? keepsRequests : dropsReplies;
  }

  private Socket to(Direction direction) {
    return direction == Direction.TO_SERVER ? server : client;
  }

  private void end(boolean reset) {
    closed = true;
    Sockets.close(client, reset); // First, or it could hear what the server says to its end.
    Sockets.close(server, reset);
    gate.end();
    proxy.forget(this);
  }

  @Override
  public String toString() {
    return "session from port " + port + (closed ? " (over)" : "");
  }
}
