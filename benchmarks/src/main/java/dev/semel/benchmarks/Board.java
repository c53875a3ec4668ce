// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** The cells that are compared with each other, round by round. For one thread. */
public final class Board {
  private final Rig rig;
  private final Setting setting;
  private final int workers;
  private final List<Subject> subjects;
  private final List<Map<String, Measurement>> rounds = new ArrayList<>();
  private final Map<String, String> wrong = new LinkedHashMap<>();

  public Board(Rig rig, Setting setting, int workers, List<Subject> subjects) {
    this.rig = rig;
    this.setting = setting;
    this.workers = workers;
    this.subjects = subjects;
  }

  public Setting setting() {
    return setting;
  }

  public int workers() {
    return workers;
  }

  public List<Subject> subjects() {
    return subjects;
  }

  /** Runs every cell once; nothing is kept of what is run to warm up. */
  public void warmUp(Duration length) throws Exception {
    rig.fresh();
    for (int i = 0; i < subjects.size(); i++) {
      var unused = new Cell(rig, subjects.get(i), workers, length).run();
    }
  }

  /** Runs every cell once and keeps what it came to. */
  public void round(Duration length, PrintStream raw) throws Exception {
    int round = rounds.size();
    rig.fresh();
    Map<String, Measurement> measured = new LinkedHashMap<>();
    for (int i = 0; i < subjects.size(); i++) {
      // Each round begins with another cell, so that none is always first or always after one.
      Subject subject = subjects.get((i + round) % subjects.size());
      try {
        Measurement measurement = new Cell(rig, subject, workers, length).run();
        measured.put(subject.name(), measurement);
        raw.println(line(round, subject.name(), measurement));
      } catch (WrongCellException e) {
        wrong.put(subject.name(), "WRONG: " + e.getMessage());
        raw.println(
            "cell\t%s\t%d\t%d\t%s\tWRONG: %s"
                .formatted(setting, workers, round, subject.name(), e.getMessage()));
      }
    }
    rounds.add(measured);
  }

  public static String header() {
    return "#\tsetting\tconnections\tround\tsubject\tmessages/s\tworker us\tjvm us\tserver us"
        + "\twal B\tcalibration ms";
  }

  private String line(int round, String subject, Measurement m) {
    return String.format(
        Locale.ROOT,
        "cell\t%s\t%d\t%d\t%s\t%.0f\t%.1f\t%.1f\t%.1f\t%.0f\t%.1f",
        setting,
        workers,
        round,
        subject,
        m.perSecond(),
        m.workerMicros(),
        m.jvmMicros(),
        m.serverMicros(),
        m.walBytes(),
        m.calibration());
  }

  /** What is wrong with a subject, or null. */
  public @Nullable String wrong(String subject) {
    return wrong.get(subject);
  }

  /** How long the fixed piece of work took before each cell. */
  DoubleStream calibrations() {
    return rounds.stream()
        .flatMap(round -> round.values().stream())
        .mapToDouble(Measurement::calibration);
  }

  /** A figure of a subject over the rounds. */
  public Spread of(String subject, ToDoubleFunction<Measurement> figure) {
    return between(subject, subject, (mine, same) -> figure.applyAsDouble(mine));
  }

  /** The rate of a subject as a multiple of another's in the same round. */
  public Spread ratio(String subject, String base) {
    return between(subject, base, (mine, theirs) -> mine.perSecond() / theirs.perSecond());
  }

  /** The CPU of the delivering threads a subject takes above another in the same round. */
  Spread workerMicrosAbove(String subject, String base) {
    return between(subject, base, (mine, theirs) -> mine.workerMicros() - theirs.workerMicros());
  }

  private Spread between(String subject, String base, Comparing comparing) {
    if (wrong.containsKey(subject) || wrong.containsKey(base)) {
      return Spread.of();
    }
    return Spread.of(
        rounds.stream()
            .filter(round -> round.containsKey(subject) && round.containsKey(base))
            .mapToDouble(round -> comparing.of(round.get(subject), round.get(base)))
            .toArray());
  }

  /** Two measurements of one round. */
  @FunctionalInterface
  private interface Comparing {
    double of(Measurement mine, Measurement theirs);
  }
}
