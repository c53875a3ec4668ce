// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy on the loopback that breaks connections at a byte that the test names, whatever the
 * protocol.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to(postgres.port())) {
 *   DataSource database = dataSourceAt(proxy.port());
 *   ArmedFault cut = proxy.on("COMMIT").ignoringCase().cutAfter();
 *   consumer.deliver(database, message);      // the commit happens, its reply does not arrive
 *   cut.awaitStruck(Duration.ofSeconds(10));  // and it did: not a test of nothing
 * }
 * }</pre>
 *
 * <p>What is not armed is forwarded byte by byte, also when one side closes only its half. Faults
 * are armed on all sessions or, by the port from which the server sees it come, on one; so code
 * under test that can ask its database for that port can aim at exactly what it sends next. Counts
 * are of what really happened. It has two threads for each connection; {@link #close()} ends all.
 * Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int CONNECT_MILLIS_MAX = 10_000;
  private static final int BACKLOG = 200;
  private static final Duration BREATH = Duration.ofMillis(10);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(10);

  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final Arms arms = new Arms();
  private final Gate closing = new Gate();
  private final Set<ProxySession> sessions = new LinkedHashSet<>();
  private final Crew crew;
  private final Map<Fault, AtomicLong> struck = new EnumMap<>(Fault.class);
  private final Map<Direction, AtomicLong> bytes = new EnumMap<>(Direction.class);
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong trips = new AtomicLong();
  private boolean paused;
  private volatile boolean refuses;
  private volatile Duration delay = Duration.ZERO;
  private volatile Slices slices = Slices.WHOLE;

  private FaultProxy(ServerSocket listener, InetSocketAddress target) {
    this.listener = listener;
    this.target = target;
    this.crew = new Crew("fault-proxy-" + listener.getLocalPort());
    for (Fault fault : Fault.values()) {
      struck.put(fault, new AtomicLong());
    }
    for (Direction direction : Direction.values()) {
      bytes.put(direction, new AtomicLong());
    }
  }

  /** A proxy to a port of this machine's loopback. */
  public static FaultProxy to(int port) {
    return to(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** A proxy to an address of this machine's loopback; every other one is refused. */
  public static FaultProxy to(InetSocketAddress target) {
    if (target.isUnresolved() || !target.getAddress().isLoopbackAddress()) {
      throw new TestkitException(
          Code.TARGET_NOT_LOOPBACK,
          "refused to stand before "
              + target
              + ", which is not on the loopback of this machine: the proxy cuts and delays what"
              + " others may be using. Start the server on this machine, or say"
              + " FaultProxy.toRemote(...) if breaking its connections is what you want.");
    }
    return toRemote(target);
  }

  /**
   * A proxy to a server on another machine, for tests that mean it. It still listens on the
   * loopback only.
   */
  public static FaultProxy toRemote(InetSocketAddress target) {
    if (target.isUnresolved()) {
      throw new TestkitException(
          Code.TARGET_NOT_LOOPBACK, "refused to stand before " + target + ": it has no address");
    }
    try {
      var listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
      var proxy = new FaultProxy(listener, target);
      proxy.thread(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new TestkitException(
          Code.CANNOT_LISTEN, "the proxy cannot listen on the loopback: " + e.getMessage(), e);
    }
  }

  /** Where clients connect instead. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Looks for text, in UTF-8, in what clients send. */
  public Trigger on(String text) {
    return arms.text(Direction.TO_SERVER, text);
  }

  /** Looks for bytes in what clients send. */
  public Trigger on(byte[] trigger) {
    return arms.bytes(Direction.TO_SERVER, trigger);
  }

  /** Takes whatever a client sends next. */
  public Trigger onNext() {
    return arms.any(Direction.TO_SERVER);
  }

  /** Looks for text, in UTF-8, in what the server replies. */
  public Trigger onReply(String text) {
    return arms.text(Direction.TO_CLIENT, text);
  }

  /** Looks for bytes in what the server replies. */
  public Trigger onReply(byte[] trigger) {
    return arms.bytes(Direction.TO_CLIENT, trigger);
  }

  /** Takes whatever the server sends next. */
  public Trigger onNextReply() {
    return arms.any(Direction.TO_CLIENT);
  }

  /** The open session that the server sees come from this port. */
  public ProxySession session(int port) {
    List<ProxySession> open = sessions();
    for (ProxySession session : open) {
      if (session.port() == port) {
        return session;
      }
    }
    throw new TestkitException(
        Code.NO_SUCH_SESSION,
        "no session comes from port "
            + port
            + "; open are "
            + open.stream().map(ProxySession::port).toList()
            + ". The port is the one the server sees (in PostgreSQL, inet_client_port()), and the"
            + " connection must go through this proxy, at port "
            + port()
            + ".");
  }

  /** The sessions that are open, oldest first. The list is a copy. */
  public List<ProxySession> sessions() {
    synchronized (sessions) {
      return List.copyOf(sessions);
    }
  }

  /** Takes back all faults that are armed on all sessions; not those armed on one. */
  public void disarm() {
    arms.clear();
  }

  /** From now on everything takes this much longer, in each direction. */
  public void delay(Duration time) {
    this.delay = Options.time("a delay", time);
  }

  /**
   * From now on bytes are written in slices of at most so many, with a pause between two: a slow
   * wire, or with no pause one that breaks messages at other places than usual.
   */
  public void sliceInto(int bytesMax, Duration pause) {
    if (bytesMax < 1) {
      throw Options.bad("slices of " + bytesMax + " bytes would never arrive: use at least 1");
    }
    this.slices = new Slices(bytesMax, Options.time("a pause between slices", pause));
  }

  /** From now on new connections are reset as soon as they are made; those that exist go on. */
  public void refuseConnections() {
    refuses = true;
  }

  /** New connections are forwarded again. */
  public void acceptConnections() {
    refuses = false;
  }

  /**
   * Nothing is passed on any more in any session, also in those that are yet to come, until {@link
   * #resumeAll()}: to both sides it looks as if the other one had stopped.
   */
  public void pauseAll() {
    synchronized (sessions) {
      paused = true;
      sessions.forEach(ProxySession::pause);
    }
  }

  /** Every session goes on, also one that was paused by itself. */
  public void resumeAll() {
    synchronized (sessions) {
      paused = false;
      sessions.forEach(ProxySession::resume);
    }
  }

  /** Ends all sessions now, and says how many these were. New ones may come. */
  public int cutAll() {
    List<ProxySession> open = sessions();
    open.forEach(ProxySession::cut);
    return open.size();
  }

  /** Resets (RST) all sessions now, and says how many these were. New ones may come. */
  public int resetAll() {
    List<ProxySession> open = sessions();
    open.forEach(ProxySession::reset);
    return open.size();
  }

  /** How often a fault has struck, in all sessions: not how often it was armed. */
  public long struck(Fault fault) {
    return count(struck, fault);
  }

  /** How many connections to the server were ever made. */
  public long opened() {
    return opened.get();
  }

  /** How many connections were reset because {@link #refuseConnections()} said so. */
  public long refused() {
    return refused.get();
  }

  /**
   * How many round trips were begun on the wire: one begins whenever a client speaks after the
   * server spoke in the same session. What a client sends in one go is one trip, however many
   * statements or requests it is. Connecting may take trips as well, so use a difference.
   */
  public long trips() {
    return trips.get();
  }

  public long bytesToServer() {
    return count(bytes, Direction.TO_SERVER);
  }

  public long bytesToClient() {
    return count(bytes, Direction.TO_CLIENT);
  }

  /** Ends all sessions and threads. */
  @Override
  public void close() {
    closing.end();
    try {
      listener.close();
    } catch (IOException e) {
      // It is as good as closed.
    }
    cutAll();
    crew.awaitEnd(CLOSE_MAX);
  }

  Duration delay() {
    return delay;
  }

  Slices slices() {
    return slices;
  }

  Arms arms() {
    return arms;
  }

  void struck(ArmedFault armed, ProxySession session) {
    increment(struck, armed.fault(), 1);
    armed.strike(session);
  }

  void passing(Direction direction, int n) {
    increment(bytes, direction, n);
  }

  void tripBegun() {
    trips.incrementAndGet();
  }

  void forget(ProxySession session) {
    synchronized (sessions) {
      sessions.remove(session);
    }
  }

  private void accept() throws InterruptedException {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (refuses) {
          refused.incrementAndGet();
          Sockets.close(client, true);
        } else {
          thread(() -> connect(client));
        }
      } catch (IOException e) {
        closing.stay(BREATH); // Closed; or out of files, which may pass.
      }
    }
  }

  /** Connects to the server and then is the thread of one direction. */
  private void connect(Socket client) throws InterruptedException {
    var server = new Socket();
    var session = new ProxySession(this, client, server);
    synchronized (sessions) {
      sessions.add(session);
      if (paused) {
        session.pause();
      }
    }
    try {
      if (listener.isClosed()) {
        throw new IOException("closed meanwhile");
      }
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(target, CONNECT_MILLIS_MAX);
    } catch (IOException e) {
      session.reset(); // The server is down, and this is as near to a refusal as it gets.
      return;
    }
    session.connected(server.getLocalPort());
    opened.incrementAndGet();
    thread(() -> pump(session, Direction.TO_CLIENT, server));
    pump(session, Direction.TO_SERVER, client);
  }

  private static void pump(ProxySession session, Direction direction, Socket from)
      throws InterruptedException {
    new Pump(session, direction, from).run();
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private void thread(Work work) {
    crew.newThread(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // Nobody does that; then it ends here.
              }
            })
        .start();
  }

  private static <K extends Enum<K>> long count(Map<K, AtomicLong> counts, K of) {
    AtomicLong count = counts.get(of);
    return count == null ? 0 : count.get();
  }

  private static <K extends Enum<K>> void increment(Map<K, AtomicLong> counts, K of, long by) {
    AtomicLong count = counts.get(of);
    if (count != null) {
      count.addAndGet(by);
    }
  }

  @Override
  public String toString() {
    return "FaultProxy " + listener.getLocalSocketAddress() + " to " + target;
  }
}
