// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.counted;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A loopback proxy that counts round trips on the wire: a trip begins whenever the client speaks
 * after the server spoke. What a driver sends in one go is one trip, however many statements it is.
 */
final class CountingProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;
  private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private boolean clientSpoke;
  private long trips;

  CountingProxy(int target) throws IOException {
    this.target = target;
    this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  synchronized long trips() {
    return trips;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      sockets.add(client);
      sockets.add(server);
      start(() -> pump(client, server, true));
      start(() -> pump(server, client, false));
    }
  }

  private void pump(Socket from, Socket to, boolean fromClient) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      spoke(fromClient);
      out.write(buffer, 0, n);
    }
    to.shutdownOutput();
  }

  private synchronized void spoke(boolean client) {
    if (client && !clientSpoke) {
      trips++;
    }
    clientSpoke = client;
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The connection is over.
              }
            },
            "counting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
