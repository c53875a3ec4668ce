// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import dev.semel.benchmarks.Board;
import dev.semel.benchmarks.Costs;
import dev.semel.benchmarks.Machine;
import dev.semel.benchmarks.Rig;
import dev.semel.benchmarks.Setting;
import dev.semel.benchmarks.Spread;
import dev.semel.benchmarks.Subjects;
import dev.semel.benchmarks.outbox.Options.Part;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** One run over all parts that were asked for. For one thread. */
final class Run {
  private static final int WORKERS = 4;

  private final Options options;
  private final PrintStream raw;

  Run(Options options, PrintStream raw) {
    this.options = options;
    this.raw = raw;
  }

  Report report() throws Exception {
    try (Rig rig = new Rig(WORKERS, 50_000)) {
      double loadBefore = Machine.load();
      double calmBefore = Machine.calibrate();
      List<Board> writing = new ArrayList<>();
      List<Costs.Cost> costs = new ArrayList<>();
      if (options.has(Part.WRITE)) {
        costs.addAll(Costs.ofPublishing(rig));
        writing.addAll(write(rig));
        rig.run("truncate semel_outbox, account, semel_ledger_64");
      }
      Drain drain = drain(rig);
      OldSnapshot oldSnapshot = oldSnapshot(rig);
      ToPublisher toPublisher = toPublisher(rig);
      Isolation isolation = isolation(rig);
      List<String> conditions = conditions(rig, loadBefore, calmBefore);
      conditions.forEach(line -> raw.println("# " + line));
      return new Report(conditions, drain, oldSnapshot, toPublisher, isolation, writing, costs);
    }
  }

  private @Nullable Drain drain(Rig rig) throws Exception {
    if (!options.has(Part.DRAIN)) {
      return null;
    }
    Drain drain = new Drain(rig);
    drain.run(options.rows(), options.rounds(), raw);
    return drain;
  }

  private @Nullable OldSnapshot oldSnapshot(Rig rig) throws Exception {
    if (!options.has(Part.PINNED)) {
      return null;
    }
    OldSnapshot oldSnapshot = new OldSnapshot(rig);
    oldSnapshot.run(options.pinned(), raw);
    return oldSnapshot;
  }

  private @Nullable ToPublisher toPublisher(Rig rig) throws Exception {
    if (!options.has(Part.LATENCY)) {
      return null;
    }
    ToPublisher toPublisher = new ToPublisher(rig);
    toPublisher.run(options.latency(), raw);
    return toPublisher;
  }

  private @Nullable Isolation isolation(Rig rig) throws Exception {
    if (!options.has(Part.ISOLATION)) {
      return null;
    }
    Isolation isolation = new Isolation(rig);
    isolation.run(options.phase(), options.rounds(), raw);
    return isolation;
  }

  private List<Board> write(Rig rig) throws Exception {
    List<Board> boards = new ArrayList<>();
    for (int workers : List.of(1, WORKERS)) {
      Subjects subjects = Subjects.on(rig.pool(Setting.FSYNC));
      boards.add(new Board(rig, Setting.FSYNC, workers, subjects.publishing()));
    }
    for (Board board : boards) {
      board.warmUp(options.cell().multipliedBy(2));
    }
    raw.println(Board.header());
    for (int round = 0; round < 2 * options.rounds(); round++) {
      for (Board board : boards) {
        board.round(options.cell(), raw);
      }
    }
    return boards;
  }

  private List<String> conditions(Rig rig, double loadBefore, double calmBefore) {
    return List.of(
        Machine.describe(),
        "PostgreSQL %s, pgjdbc %s, client and server on the same machine over TCP; heap of %s MB"
            .formatted(
                rig.postgres().version(),
                Driver.class.getPackage().getImplementationVersion(),
                Runtime.getRuntime().maxMemory() >> 20),
        "fsync=on and full_page_writes=on always; synchronous_commit=off in all sessions under the"
            + " old snapshot and in those that drain, but for the queue; on everywhere else",
        "%d rounds; write cost %d rounds of cells of %s s"
            .formatted(
                options.rounds(),
                2 * options.rounds(),
                Spread.text(options.cell().toMillis() / 1e3, 1)),
        "load average %s before, %s after; a fixed piece of work took %s ms before, %s ms after"
            .formatted(
                Spread.text(loadBefore, 1),
                Spread.text(Machine.load(), 1),
                Spread.text(calmBefore, 0),
                Spread.text(Machine.calibrate(), 0)));
  }
}
