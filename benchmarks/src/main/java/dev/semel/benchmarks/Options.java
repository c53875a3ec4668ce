// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to run.
 *
 * @param rounds of the cells with a real fsync; the other settings have about half of them
 * @param length of a cell
 * @param connections how many, one after the other
 * @param ledgerRows in the ledger before a round
 * @param retentionRows ids in the slot that is emptied
 * @param retentionRounds how often
 * @param page whose tables to write, if any
 */
record Options(
    int rounds,
    Duration length,
    List<Integer> connections,
    int ledgerRows,
    int retentionRows,
    int retentionRounds,
    @Nullable Path page) {
  static final String USAGE =
      """
      usage: benchmarks/run [options]
        --rounds N          rounds of the cells with a real fsync (5)
        --seconds S         length of a cell (0.5)
        --connections N,N   numbers of connections (1,4)
        --retention ROWS    ids in the slot that is emptied (1000000); 0 leaves it out
        --no-docs           leave docs/performance.md as it is
      """;

  static Options defaults() {
    return new Options(5, Duration.ofMillis(500), List.of(1, 4), 50_000, 1_000_000, 2, null);
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
      case "--rounds" -> rounds(positive(name, Integer.parseInt(value)));
      case "--seconds" ->
          length(Duration.ofMillis(positive(name, (int) (Double.parseDouble(value) * 1000))));
      case "--connections" -> connections(numbers(name, value));
      case "--retention" -> retention(Integer.parseInt(value), retentionRounds);
      case "--page" -> page(Path.of(value));
      default -> throw new IllegalArgumentException("what is " + name + "?");
    };
  }

  Options rounds(int number) {
    return new Options(
        number, length, connections, ledgerRows, retentionRows, retentionRounds, page);
  }

  Options length(Duration time) {
    return new Options(rounds, time, connections, ledgerRows, retentionRows, retentionRounds, page);
  }

  Options connections(List<Integer> numbers) {
    return new Options(rounds, length, numbers, ledgerRows, retentionRows, retentionRounds, page);
  }

  Options ledgerRows(int number) {
    return new Options(rounds, length, connections, number, retentionRows, retentionRounds, page);
  }

  Options retention(int number, int times) {
    return new Options(rounds, length, connections, ledgerRows, number, times, page);
  }

  private Options page(Path file) {
    return new Options(
        rounds, length, connections, ledgerRows, retentionRows, retentionRounds, file);
  }

  int roundsOf(Setting setting) {
    return setting == Setting.FSYNC ? rounds : (rounds + 1) / 2;
  }

  private static List<Integer> numbers(String name, String value) {
    List<Integer> numbers = new ArrayList<>();
    for (String number : value.split(",", -1)) {
      numbers.add(positive(name, Integer.parseInt(number)));
    }
    return List.copyOf(numbers);
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be more than 0");
    }
    return value;
  }
}
