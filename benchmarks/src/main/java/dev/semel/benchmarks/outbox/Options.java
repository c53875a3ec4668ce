// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What to run. Immutable.
 *
 * @param parts which of the five
 * @param rounds of everything that is compared round by round
 * @param rows of the backlog
 * @param pinned how long the old snapshot is held open
 * @param latency how long each rate is kept up
 * @param phase how long all destinations are well, and then not
 * @param cell how long a cell of the write cost is
 * @param page whose tables to write, if any
 */
record Options(
    Set<Part> parts,
    int rounds,
    int rows,
    Duration pinned,
    Duration latency,
    Duration phase,
    Duration cell,
    @Nullable Path page) {
  static final String USAGE =
      """
      usage: benchmarks/run outbox [options]
        --parts A,B       of drain, pinned, latency, isolation, write (all)
        --rounds N        rounds of what is compared round by round (3)
        --rows N          rows of the backlog (1000000)
        --pinned S        seconds for which the old snapshot is held open (60)
        --latency S       seconds for which each rate is kept up (8)
        --phase S         seconds all destinations are well, and then not (8)
        --cell S          seconds of a cell of the write cost (0.5)
        --no-docs         leave docs/performance.md as it is
      """;

  /** What can be measured by itself. */
  enum Part {
    DRAIN,
    PINNED,
    LATENCY,
    ISOLATION,
    WRITE
  }

  static Options defaults() {
    return new Options(
        Set.of(Part.values()),
        3,
        1_000_000,
        Duration.ofSeconds(60),
        Duration.ofSeconds(8),
        Duration.ofSeconds(8),
        Duration.ofMillis(500),
        null);
  }

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException if it makes no sense
   */
  static Options parse(List<String> args) {
    Options options = defaults();
    for (int i = 0; i < args.size(); i += 2) {
      if (i + 1 == args.size()) {
        throw new IllegalArgumentException(args.get(i) + " needs a value");
      }
      options = options.with(args.get(i), args.get(i + 1));
    }
    return options;
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--parts" -> parts(partsOf(value));
      case "--rounds" -> rounds(positive(name, Integer.parseInt(value)));
      case "--rows" -> rows(positive(name, Integer.parseInt(value)));
      case "--pinned" -> pinned(seconds(name, value));
      case "--latency" -> latency(seconds(name, value));
      case "--phase" -> phase(seconds(name, value));
      case "--cell" -> cell(seconds(name, value));
      case "--page" ->
          new Options(parts, rounds, rows, pinned, latency, phase, cell, Path.of(value));
      default -> throw new IllegalArgumentException("what is " + name + "?");
    };
  }

  Options parts(Set<Part> some) {
    return new Options(some, rounds, rows, pinned, latency, phase, cell, page);
  }

  Options rounds(int number) {
    return new Options(parts, number, rows, pinned, latency, phase, cell, page);
  }

  Options rows(int number) {
    return new Options(parts, rounds, number, pinned, latency, phase, cell, page);
  }

  Options pinned(Duration time) {
    return new Options(parts, rounds, rows, time, latency, phase, cell, page);
  }

  Options latency(Duration time) {
    return new Options(parts, rounds, rows, pinned, time, phase, cell, page);
  }

  Options phase(Duration time) {
    return new Options(parts, rounds, rows, pinned, latency, time, cell, page);
  }

  Options cell(Duration time) {
    return new Options(parts, rounds, rows, pinned, latency, phase, time, page);
  }

  boolean has(Part part) {
    return parts.contains(part);
  }

  private static Set<Part> partsOf(String value) {
    Set<Part> parts = new TreeSet<>();
    for (String part : value.split(",", -1)) {
      parts.add(Part.valueOf(part.toUpperCase(Locale.ROOT)));
    }
    return parts;
  }

  private static Duration seconds(String name, String value) {
    return Duration.ofMillis(positive(name, (int) (Double.parseDouble(value) * 1000)));
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be more than 0");
    }
    return value;
  }
}
