// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.postgresql.Driver;

/** One run over everything. For one thread. */
final class Run {
  private final Options options;
  private final PrintStream raw;

  Run(Options options, PrintStream raw) {
    this.options = options;
    this.raw = raw;
  }

  Report report() throws Exception {
    int workersMax = Collections.max(options.connections());
    try (Rig rig = new Rig(workersMax, options.ledgerRows())) {
      double loadBefore = Machine.load();
      List<Board> singles = singles(rig);
      List<Board> batches = batches(rig);
      warmUp(singles, batches);
      List<Costs.Cost> costs = Costs.of(rig);
      costs.forEach(cost -> raw.println("cost\t" + cost));
      raw.println(Board.header());
      measure(singles, batches);
      Retention retention = new Retention(rig, options.retentionRows());
      for (int i = 0; i < options.retentionRounds() && options.retentionRows() > 0; i++) {
        retention.round(raw);
      }
      List<String> conditions = conditions(rig, loadBefore, singles);
      conditions.forEach(line -> raw.println("# " + line));
      return new Report(conditions, costs, singles, batches, retention);
    }
  }

  private List<Board> singles(Rig rig) {
    List<Board> boards = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      for (int connections : options.connections()) {
        Subjects all = subjects(rig, setting);
        boards.add(
            new Board(
                rig,
                setting,
                connections,
                setting == Setting.FSYNC ? all.singles() : all.fewSingles()));
      }
    }
    return boards;
  }

  private List<Board> batches(Rig rig) {
    List<Board> boards = new ArrayList<>();
    for (int connections : options.connections()) {
      boards.add(
          new Board(rig, Setting.FSYNC, connections, subjects(rig, Setting.FSYNC).batches()));
    }
    return boards;
  }

  private static Subjects subjects(Rig rig, Setting setting) {
    return Subjects.on(rig.pool(setting));
  }

  /** Every subject long enough to be compiled, where commits do not make it wait. */
  private void warmUp(List<Board> singles, List<Board> batches) throws Exception {
    for (Board board : singles) {
      boolean compiles = board.setting() == Setting.ASYNC;
      board.warmUp(compiles ? options.length().multipliedBy(2) : options.length().dividedBy(5));
    }
    for (Board board : batches) {
      board.warmUp(options.length());
    }
  }

  private void measure(List<Board> singles, List<Board> batches) throws Exception {
    for (int round = 0; round < options.rounds(); round++) {
      for (Board board : singles) {
        if (round < options.roundsOf(board.setting())) {
          board.round(options.length(), raw);
        }
      }
      for (Board board : batches) {
        board.round(options.length(), raw);
      }
    }
  }

  private List<String> conditions(Rig rig, double loadBefore, List<Board> boards) throws Exception {
    Spread calm = Spread.of(boards.stream().flatMapToDouble(Board::calibrations).toArray());
    List<String> lines = new ArrayList<>();
    lines.add(Machine.describe());
    lines.add(
        "PostgreSQL %s, pgjdbc %s, client and server on the same machine over TCP"
            .formatted(
                rig.postgres().version(), Driver.class.getPackage().getImplementationVersion()));
    for (Setting setting : Setting.values()) {
      lines.add(durability(rig, setting));
    }
    lines.add(
        "%d rounds of cells of %s s; %d of the settings other than real fsync"
            .formatted(
                options.rounds(),
                Spread.text(options.length().toMillis() / 1e3, 1),
                options.roundsOf(Setting.ASYNC)));
    lines.add(
        "load average %s before, %s after; a fixed piece of work took %s ms"
            .formatted(Spread.text(loadBefore, 1), Spread.text(Machine.load(), 1), calm.text(0)));
    return lines;
  }

  /** What the server says it does, and how long a commit of next to nothing takes. */
  private static String durability(Rig rig, Setting setting) throws Exception {
    try (var c = rig.pool(setting).getConnection();
        var statement = c.createStatement()) {
      List<String> says = new ArrayList<>();
      for (String name :
          List.of("fsync", "synchronous_commit", "full_page_writes", "commit_delay")) {
        try (var row = statement.executeQuery("show " + name)) {
          row.next();
          says.add(name + "=" + row.getString(1));
        }
      }
      double[] millis = new double[100];
      for (int i = 0; i < millis.length; i++) {
        long began = System.nanoTime();
        statement.execute("select pg_logical_emit_message(true, 'b', 'x')");
        millis[i] = (System.nanoTime() - began) / 1e6;
      }
      return "%s: %s; a commit of next to nothing takes %s ms"
          .formatted(setting.label(), String.join(", ", says), Spread.of(millis).brief(2));
    }
  }
}
