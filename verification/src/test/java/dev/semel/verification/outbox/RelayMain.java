// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import dev.semel.spi.RelayEvent;
import dev.semel.spi.SemelEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A process that runs a relay to a {@link Receiver}. Told to stall, it holds on to the next batch
 * until it is told to go.
 */
final class RelayMain {
  private static final Semaphore GO = new Semaphore(0);
  private static volatile boolean stall;

  private RelayMain() {}

  /** Arguments: URL, port of the receiver, its own name, milliseconds of the lease. */
  @SuppressWarnings("try") // The relay works by itself.
  public static void main(String[] args) throws Exception {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(args[0]);
    Semel semel = Semel.with(dataSource).listener(RelayMain::tell).build();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]))) {
      Publisher publisher = publisher(socket, args[2]);
      Duration lease = Duration.ofMillis(Long.parseLong(args[3]));
      try (Relay relay = semel.relay().owner(args[2]).to(publisher).lease(lease).start()) {
        System.out.println("ready");
        listen();
      }
    }
    System.out.println("closed");
  }

  private static void tell(SemelEvent event) {
    if (event instanceof RelayEvent.Leading leading) {
      System.out.println("leading " + leading.fence());
    } else if (event instanceof RelayEvent.Left left) {
      System.out.println("left " + (left.overtaken() ? "overtaken" : "by itself"));
    }
  }

  private static void listen() throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      switch (line) {
        case "stall" -> {
          stall = true;
          System.out.println("as you like");
        }
        case "go" -> {
          stall = false;
          GO.release();
        }
        default -> {
          return;
        }
      }
    }
  }

  private static Publisher publisher(Socket socket, String name) throws IOException {
    PrintWriter out = new PrintWriter(socket.getOutputStream());
    BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
    out.println(name);
    return (Publisher.InOrder)
        (batch, answers) -> {
          if (stall) {
            System.out.println("stalling with " + batch.size());
            GO.acquire();
          }
          for (OutgoingMessage message : batch) {
            out.println(message.id() + " " + message.text());
          }
          out.println(".");
          out.flush();
          if (in.readLine() == null) {
            throw new IOException("the receiver is gone");
          }
          answers.takenAll();
        };
  }
}
