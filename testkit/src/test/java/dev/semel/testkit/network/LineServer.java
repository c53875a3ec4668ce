// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Answers each line with {@code ok} and the line, and remembers what it was sent. */
final class LineServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
  private final Set<Integer> ended = ConcurrentHashMap.newKeySet();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  LineServer() throws IOException {
    listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** What all sessions sent so far. */
  String received() {
    synchronized (received) {
      return received.toString(StandardCharsets.UTF_8);
    }
  }

  /** The ports from which sessions came. */
  Set<Integer> ports() {
    return Set.copyOf(ports);
  }

  /** How many sessions have ended, as seen from here. */
  int ended() {
    return ended.size();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        ports.add(socket.getPort());
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var line = new ByteArrayOutputStream();
      var in = new BufferedInputStream(socket.getInputStream());
      for (int b = in.read(); b >= 0; b = in.read()) {
        synchronized (received) {
          received.write(b);
        }
        line.write(b);
        if (b == '\n') {
          byte[] reply =
              ("ok " + line.toString(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
          socket.getOutputStream().write(reply);
          line.reset();
        }
      }
      socket.getOutputStream().write("bye\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The client is gone.
    } finally {
      ended.add(socket.getPort());
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "line-server");
    thread.setDaemon(true);
    thread.start();
  }
}
