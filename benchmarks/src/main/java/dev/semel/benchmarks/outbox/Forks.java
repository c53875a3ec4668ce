// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.benchmarks.WrongCellException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;

/** What runs in the other JVMs. */
final class Forks {
  private Forks() {}

  static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(2);
    return new HikariDataSource(config);
  }

  /** Drains a backlog and says how fast, and how much of the heap it took. */
  static void drain(String url, String relay, int rows, PrintStream out) throws WrongCellException {
    InOrder publisher = new InOrder();
    try (HikariDataSource pool = pool(url);
        Relay draining = Semel.on(pool).relay().named(relay).to(publisher).build()) {
      long began = System.nanoTime();
      int taken = draining.runOnce();
      double perSecond = taken * 1e9 / (System.nanoTime() - began);
      publisher.check(rows);
      out.println("drained %s %s".formatted(perSecond, heapPeakMegabytes()));
    }
  }

  private static double heapPeakMegabytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum()
        / 1e6;
  }

  /** Relays until there is nothing more to listen to; says its latencies after each line. */
  static void relay(String url, String relay, InputStream in, PrintStream out) throws IOException {
    Arrivals arrivals = new Arrivals();
    try (HikariDataSource pool = pool(url);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      Relay relaying = Semel.on(pool).relay().named(relay).to(arrivals).start();
      try (relaying) {
        out.println("relaying as " + relay);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.equals("begin")) {
            arrivals.begin();
          } else {
            out.println("latency " + arrivals.latency().line());
          }
        }
      }
    }
  }
}
