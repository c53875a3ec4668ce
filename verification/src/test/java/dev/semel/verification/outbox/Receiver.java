// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where relays of other processes send: takes batches of lines over the network and answers each.
 * Thread-safe.
 */
final class Receiver implements AutoCloseable {
  private final ServerSocket server;
  private final Arrivals arrivals;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Closeable> open = new CopyOnWriteArrayList<>();
  private final Map<String, AtomicLong> perSender = new ConcurrentHashMap<>();

  Receiver(Arrivals arrivals) throws IOException {
    this.arrivals = arrivals;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  String port() {
    return Integer.toString(server.getLocalPort());
  }

  /** How many messages a sender got through. */
  long from(String sender) {
    return perSender.computeIfAbsent(sender, name -> new AtomicLong()).get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        threads.execute(() -> converse(socket));
      } catch (IOException e) {
        return; // It was closed.
      }
    }
  }

  private void converse(Socket socket) {
    try (socket;
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(socket.getOutputStream()))) {
      String sender = in.readLine();
      AtomicLong count = perSender.computeIfAbsent(sender, name -> new AtomicLong());
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals(".")) {
          out.write("taken\n");
          out.flush();
        } else {
          int blank = line.indexOf(' ');
          arrivals.arrive(Item.of(line.substring(blank + 1)), line.substring(0, blank));
          count.incrementAndGet();
        }
      }
    } catch (IOException e) {
      // The sender died.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Closeable socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
