// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.http;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to run. Immutable.
 *
 * @param rounds of everything that is compared
 * @param orders that are taken in each cell
 * @param keysBefore in the ledger from the beginning, so that its index is no toy and is used
 * @param page whose tables to write, if any
 */
record Options(int rounds, int orders, int keysBefore, @Nullable Path page) {
  static final String USAGE =
      """
      usage: benchmarks/run http [options]
        --rounds N        rounds of what is compared round by round (7)
        --orders N        orders that are taken in each cell (6000)
        --no-docs         leave docs/performance.md as it is
      """;

  static Options defaults() {
    return new Options(7, 6_000, 100_000, null);
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
      case "--rounds" -> new Options(positive(name, value), orders, keysBefore, page);
      case "--orders" -> new Options(rounds, positive(name, value), keysBefore, page);
      case "--page" -> new Options(rounds, orders, keysBefore, Path.of(value));
      default -> throw new IllegalArgumentException("what is " + name + "?");
    };
  }

  private static int positive(String name, String value) {
    int number = Integer.parseInt(value);
    if (number < 1) {
      throw new IllegalArgumentException(name + " must be more than 0");
    }
    return number;
  }
}
