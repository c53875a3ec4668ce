// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.http;

import dev.semel.benchmarks.Machine;
import dev.semel.benchmarks.Page;
import dev.semel.benchmarks.Rig;
import dev.semel.benchmarks.Setting;
import dev.semel.benchmarks.Spread;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.Driver;

/** One run, and the tables of what it found. For one thread. */
final class Run {
  /** Until the compiler is done with the filter, which takes some ten thousand orders. */
  private static final int WARM_UPS_OF_THE_JVM = 10;

  private static final int WARM_UPS = 2;

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
      serve(new Serving(rig, Setting.FSYNC, 4, options), raw);
      serve(new Serving(rig, Setting.FLUSH_1MS, 4, options), raw);
      serve(new Serving(rig, Setting.FSYNC, 1, options), raw);
      conditions =
          List.of(
              Machine.describe(),
              "PostgreSQL %s, pgjdbc %s, the JDK's server with as many threads as connections, client and servers on the same machine; heap of %s MB"
                  .formatted(
                      rig.postgres().version(),
                      Driver.class.getPackage().getImplementationVersion(),
                      Runtime.getRuntime().maxMemory() >> 20),
              "fsync=on, full_page_writes=on and synchronous_commit=on in all sessions",
              "%d rounds, each of which begins with another way".formatted(options.rounds()),
              "load average %s before, %s after; a fixed piece of work took %s ms before, %s ms after"
                  .formatted(
                      Spread.text(loadBefore, 1),
                      Spread.text(Machine.load(), 1),
                      Spread.text(calmBefore, 0),
                      Spread.text(Machine.calibrate(), 0)));
    }
  }

  private void serve(Serving serving, PrintStream raw) throws Exception {
    serving.run(options.rounds(), servings.isEmpty() ? WARM_UPS_OF_THE_JVM : WARM_UPS, raw);
    servings.add(serving);
  }

  void write(Page page) {
    page.put("http targets", targets());
    page.put("http serving", table());
    page.put(
        "http conditions",
        conditions.stream().map(line -> "* " + line + "\n").collect(Collectors.joining()));
  }

  String targets() {
    List<List<String>> rows = new ArrayList<>();
    for (Serving serving : servings) {
      if (serving.connections() > 1) {
        String where =
            ", %d connections, %s".formatted(serving.connections(), serving.setting().label());
        rows.add(target("with the filter ≥ 0.85 of without keys" + where, serving, Way.BARE, 0.85));
        rows.add(
            target("with the filter ≥ 0.90 of keys by hand" + where, serving, Way.BY_HAND, 0.90));
      }
    }
    return dev.semel.benchmarks.Tables.table(List.of("target", "measured", ""), rows);
  }

  private static List<String> target(String what, Serving serving, Way other, double wanted) {
    Spread measured = serving.ratio(Way.KEPT, other);
    return List.of(
        what, measured.text(2), measured.median() >= wanted ? "reached" : "**not reached**");
  }

  private String table() {
    List<List<String>> rows = new ArrayList<>();
    for (Serving serving : servings) {
      for (Way way : Way.values()) {
        rows.add(
            List.of(
                "%d, %s".formatted(serving.connections(), serving.setting().label()),
                way.label(),
                serving.of(way, Serving.Cell::perSecond).brief(0),
                way == Way.BARE ? "1" : serving.ratio(way, Way.BARE).text(2),
                serving.of(way, Serving.Cell::serverMicros).brief(0),
                serving.of(way, Serving.Cell::databaseMicros).brief(0),
                serving.of(way, Serving.Cell::wal).brief(0)));
      }
    }
    return dev.semel.benchmarks.Tables.table(
        List.of(
            "connections",
            "%,d orders".formatted(servings.get(0).orders()),
            "orders/s",
            "of without",
            "server CPU µs",
            "PostgreSQL CPU µs",
            "WAL bytes"),
        rows);
  }
}
