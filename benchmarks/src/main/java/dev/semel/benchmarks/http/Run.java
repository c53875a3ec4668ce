// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.http;

import dev.semel.benchmarks.Machine;
import dev.semel.benchmarks.Page;
import dev.semel.benchmarks.Rig;
import dev.semel.benchmarks.Spread;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.Driver;

/** One run, and the tables of what it found. For one thread. */
final class Run {
  private static final double WANTED = 0.85;

  private final Options options;
  private final List<Serving> servings = new ArrayList<>();
  private List<String> conditions = List.of();

  Run(Options options) {
    this.options = options;
  }

  void measure(PrintStream raw) throws Exception {
    // Read once per JVM, by whoever first starts the JDK's server.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try (Rig rig = new Rig(1, 1)) {
      double loadBefore = Machine.load();
      double calmBefore = Machine.calibrate();
      for (int connections : new int[] {1, 4}) {
        Serving serving = new Serving(rig, connections, options);
        serving.run(options.rounds(), raw);
        servings.add(serving);
      }
      conditions =
          List.of(
              Machine.describe(),
              "PostgreSQL %s, pgjdbc %s, the JDK's server with as many threads as connections, client and servers on the same machine; heap of %s MB"
                  .formatted(
                      rig.postgres().version(),
                      Driver.class.getPackage().getImplementationVersion(),
                      Runtime.getRuntime().maxMemory() >> 20),
              "fsync=on, full_page_writes=on and synchronous_commit=on in all sessions",
              "%d rounds; in every other one the filter comes first".formatted(options.rounds()),
              "load average %s before, %s after; a fixed piece of work took %s ms before, %s ms after"
                  .formatted(
                      Spread.text(loadBefore, 1),
                      Spread.text(Machine.load(), 1),
                      Spread.text(calmBefore, 0),
                      Spread.text(Machine.calibrate(), 0)));
    }
  }

  void write(Page page) {
    page.put("http targets", targets());
    page.put("http serving", table());
    page.put(
        "http conditions",
        conditions.stream().map(line -> "* " + line + "\n").collect(Collectors.joining()));
  }

  String targets() {
    Serving four = servings.get(servings.size() - 1);
    Spread measured = four.ratio(Way.KEPT);
    return dev.semel.benchmarks.Tables.table(
        List.of("target", "measured", ""),
        List.of(
            List.of(
                "an endpoint behind the filter ≥ %s of itself without, at %d connections"
                    .formatted(Spread.text(WANTED, 2), four.connections()),
                measured.text(2),
                measured.median() >= WANTED ? "reached" : "**not reached**")));
  }

  private String table() {
    List<List<String>> rows = new ArrayList<>();
    for (Serving serving : servings) {
      for (Way way : Way.values()) {
        rows.add(
            List.of(
                Integer.toString(serving.connections()),
                way.label(),
                serving.of(way).brief(0),
                way == Way.BARE ? "1" : serving.ratio(way).text(2)));
      }
    }
    return dev.semel.benchmarks.Tables.table(
        List.of(
            "connections",
            "%,d orders".formatted(servings.get(0).orders()),
            "orders/s",
            "of without"),
        rows);
  }
}
